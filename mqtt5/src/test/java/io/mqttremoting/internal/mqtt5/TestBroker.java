package io.mqttremoting.internal.mqtt5;

import java.net.URI;

/** A broker for tests: on a free port of this machine, without memory of earlier ones. */
interface TestBroker extends AutoCloseable {
  /** Where to connect to. */
  URI uri();

  @Override
  void close();

  /** The brokers with which the library has to work. */
  enum Kind {
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
}
