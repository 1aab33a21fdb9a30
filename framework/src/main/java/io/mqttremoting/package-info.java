/**
 * Typed calls, properties and signals over MQTT. Start with {@link io.mqttremoting.MqttRemoting}.
 */
@NullMarked
package io.mqttremoting;

import org.jspecify.annotations.NullMarked;
