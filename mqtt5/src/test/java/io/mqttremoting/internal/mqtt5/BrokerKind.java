package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestBroker;

/** The brokers with which the library has to work. */
enum BrokerKind {
  /** Speaks MQTT 3.1.1 only. */
  MOQUETTE,
  /** A fork of Moquette that speaks MQTT 5, too. */
  MOQUETTE_5,
  /** Speaks MQTT 5, too. */
  MOSQUITTO;

  TestBroker start() {
    return switch (this) {
      case MOQUETTE -> EmbeddedBrokers.moquette();
      case MOQUETTE_5 -> EmbeddedBrokers.moquette5();
      case MOSQUITTO -> Mosquitto.start();
    };
  }

  boolean speaksMqtt5() {
    return this != MOQUETTE;
  }
}
