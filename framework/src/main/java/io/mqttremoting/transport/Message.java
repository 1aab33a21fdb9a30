package io.mqttremoting.transport;

/** An MQTT message; the payload is not to be changed. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Message(String topic, byte[] payload, int qos, boolean retained) {}
