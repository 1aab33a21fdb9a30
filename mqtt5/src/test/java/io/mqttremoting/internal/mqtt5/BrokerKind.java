package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.internal.mqtt5.BrokerDifference.*;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestBroker;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The brokers that the library has to work with, and what is different there. */
enum BrokerKind {
  MOQUETTE("Moquette 0.17", false),
  /** A fork of Moquette. */
  MOQUETTE_5("Moquette 0.18.3 of Fraunhofer", true),
  MOSQUITTO("mosquitto 2.0.11", true),
  HIVEMQ("HiveMQ CE 2025.5", true),
  ARTEMIS("ActiveMQ Artemis 2.55.0", true),
  /** That of Debian 12, which accepts less than newer ones, and is not reliable in a cluster. */
  NATS_2_9("nats-server 2.9.10", false),
  /** From version 2.10 on. */
  NATS("nats-server 2.15.1", false),
  RABBITMQ("RabbitMQ 3.10.8", false);

  private static final String NAMES = "brokers";

  private final String title;
  private final boolean speaksMqtt5;

  BrokerKind(String title, boolean speaksMqtt5) {
    this.title = title;
    this.speaksMqtt5 = speaksMqtt5;
  }

  static boolean areNamed() {
    return System.getProperty(NAMES) != null;
  }

  /** Those on which the tests run now: named by the system property {@code brokers}. */
  static List<BrokerKind> tested() {
    String wanted = areNamed() ? System.getProperty(NAMES) : "MOQUETTE,MOQUETTE_5,MOSQUITTO";
    return wanted.equals("all")
        ? List.of(values())
        : Arrays.stream(wanted.split(",", -1)).map(BrokerKind::valueOf).toList();
  }

  TestBroker start() {
    return switch (this) {
      case MOQUETTE -> EmbeddedBrokers.moquette();
      case MOQUETTE_5 -> EmbeddedBrokers.moquette5();
      case MOSQUITTO -> Mosquitto.start();
      case HIVEMQ -> BrokerProcess.java("hivemq");
      case ARTEMIS -> BrokerProcess.java("artemis");
      case NATS_2_9, NATS -> BrokerProcess.nats(this);
      case RABBITMQ -> BrokerProcess.rabbitMq();
    };
  }

  /** The broker and the version that was tested. */
  String title() {
    return title;
  }

  boolean speaksMqtt5() {
    return speaksMqtt5;
  }

  List<MqttVersion> versions() {
    return speaksMqtt5
        ? List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)
        : List.of(MqttVersion.MQTT_3_1_1);
  }

  /** What the broker does differently; the tests show that it does. */
  Set<BrokerDifference> differences() {
    return switch (this) {
      case MOSQUITTO, HIVEMQ -> EnumSet.noneOf(BrokerDifference.class);
      case ARTEMIS -> EnumSet.of(NO_ORDER_BETWEEN_TOPICS, STALLS_ON_UNSUBSCRIBE);
      case MOQUETTE -> EnumSet.of(WILLS_ARE_NOT_RETAINED, NO_SHARED_SUBSCRIPTIONS);
      case MOQUETTE_5 -> EnumSet.of(WILLS_ARE_NOT_RETAINED, NO_SHARED_SUBSCRIPTIONS_WITH_3_1_1);
      case NATS_2_9 ->
          EnumSet.of(REFUSES_DOTS, NO_QOS_2, NO_ORDER_BETWEEN_TOPICS, NO_SHARED_SUBSCRIPTIONS);
      case NATS -> EnumSet.of(NO_ORDER_BETWEEN_TOPICS, NO_SHARED_SUBSCRIPTIONS);
      case RABBITMQ ->
          EnumSet.of(
              CLOSES_ON_MQTT_5,
              DOTS_BECOME_SLASHES,
              QOS_2_BECOMES_QOS_1,
              NO_RETAINED_FOR_WILDCARDS,
              NO_SHARED_SUBSCRIPTIONS);
    };
  }
}
