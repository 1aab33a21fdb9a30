/** MQTT 3.1.1 by Eclipse Paho, and what has to be done beside it. The only user of Paho. */
package io.mqttremoting.internal.transport.paho;
