/**
 * Serves implementations over MQTT. {@link io.mqttremoting.internal.service.Services} holds all
 * services of a connection. {@code ServedInterface} is one served interface: it connects an
 * implementation to the classes that execute its requests and publish its values, signals and
 * status. {@code ServiceEndpoint} receives messages and connection events for it.
 */
@NullMarked
package io.mqttremoting.internal.service;

import org.jspecify.annotations.NullMarked;
