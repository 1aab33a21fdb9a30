/**
 * Typed calls, properties and signals over MQTT. Start with {@link io.mqttremoting.MqttRemoting}.
 */
package io.mqttremoting;
