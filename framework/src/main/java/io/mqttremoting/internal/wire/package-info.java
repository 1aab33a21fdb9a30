/**
 * What is said over MQTT: topics, JSON, and the way in which requests and replies are told apart.
 * {@link io.mqttremoting.internal.wire.Topics} is the only place where a topic is spelled, the
 * {@code Json…} classes, {@link io.mqttremoting.internal.wire.MappingV3} and {@link
 * io.mqttremoting.internal.wire.Status} are the only users of Jackson.
 */
package io.mqttremoting.internal.wire;
