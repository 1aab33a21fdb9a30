/**
 * What is said over MQTT: topics, JSON, and the way in which requests and replies are told apart.
 * {@link io.mqttremoting.wire.Topics} is the only place where a topic is spelled, the {@code Json…}
 * classes, {@link io.mqttremoting.wire.MappingV3} and {@link io.mqttremoting.wire.Status} are the
 * only users of Jackson.
 */
package io.mqttremoting.wire;
