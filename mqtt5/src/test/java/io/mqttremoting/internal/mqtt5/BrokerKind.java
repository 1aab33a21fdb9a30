package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestBroker;

/** The brokers that the library has to work with. */
enum BrokerKind {
  /** Speaks only MQTT 3.1.1. */
  MOQUETTE,
  /** A fork of Moquette that also speaks MQTT 5. */
  MOQUETTE_5,
  /** Also speaks MQTT 5. */
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
