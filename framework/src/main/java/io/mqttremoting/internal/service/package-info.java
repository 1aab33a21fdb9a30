/**
 * The service's end: requests become calls of an implementation, its changes and signals messages.
 */
package io.mqttremoting.internal.service;
