/**
 * MQTT 5 for MQTT Remoting: on the class path, it is found and used by itself. The only user of the
 * HiveMQ client.
 */
package io.mqttremoting.internal.mqtt5;
