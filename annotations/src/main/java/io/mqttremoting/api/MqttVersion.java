package io.mqttremoting.api;

/** A version of the MQTT protocol. */
public enum MqttVersion {
  /** MQTT 3.1.1. */
  MQTT_3_1_1("3.1.1"),
  /** MQTT 5. */
  MQTT_5("5");

  private final String number;

  MqttVersion(String number) {
    this.number = number;
  }

  /** The version number: {@code 3.1.1} or {@code 5}. */
  @Override
  public String toString() {
    return number;
  }
}
