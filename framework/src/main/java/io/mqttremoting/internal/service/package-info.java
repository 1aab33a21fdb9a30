/**
 * Serves implementations over MQTT. {@link io.mqttremoting.internal.service.Services} holds all
 * services of a connection. {@link io.mqttremoting.internal.service.ServedInterface} is one served
 * interface: it connects an implementation to the publishers of its values and signals, its
 * requests and its status. {@link io.mqttremoting.internal.service.ServiceEndpoint} is what the
 * connection calls with incoming messages and on connect.
 */
package io.mqttremoting.internal.service;
