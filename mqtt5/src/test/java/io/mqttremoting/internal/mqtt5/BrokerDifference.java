package io.mqttremoting.internal.mqtt5;

/**
 * What a broker does differently from what the library expects. A test shows each of them at the
 * brokers that have it, and its absence at all others; docs/brokers.md contains the sentences.
 */
enum BrokerDifference {
  CLOSES_ON_MQTT_5(
      "closes on MQTT 5",
      "It closes the connection on an MQTT 5 CONNECT, without a reason. The library then uses 3.1.1."
          + " If you set `mqttVersion(MQTT_5)`, the error cannot say that this is the cause."),
  DOTS_BECOME_SLASHES(
      "dots become slashes",
      "It delivers a message for `io.world/Hello` to `io/world/Hello`. Use a `module` without dots;"
          + " else no call is answered, and the log tells both topics."),
  REFUSES_DOTS(
      "refuses dots",
      "It refuses topics with a dot. Use a `module` without dots; else `serve` and `client` fail."),
  NO_QOS_2(
      "no QoS 2", "It closes the connection on a message with QoS 2. Do not use `Delivery.QOS_2`."),
  QOS_2_BECOMES_QOS_1(
      "QoS 2 becomes QoS 1",
      "It delivers messages at QoS 1 at most. `Delivery.QOS_2` works, and gives you no more than QoS 1."),
  NO_RETAINED_FOR_WILDCARDS(
      "no retained messages for wildcards",
      "A new subscription with a wildcard gets no retained messages. A client that connects after the"
          + " service asks it to publish its status and values again, so it has them only one to three"
          + " seconds later: until then, it is not available, and getters return null or 0. Its calls"
          + " work at once. Fleets find instances that came before them two to five seconds after they"
          + " have connected."),
  NO_ORDER_BETWEEN_TOPICS(
      "no order between topics",
      "Messages on different topics may overtake each other. A getter may return the value from before"
          + " a call that changed it, and a fleet may be told of an instance before its values are there."
          + " A call that runs while its service is closed gets its reply if that comes within half a"
          + " second. What a service published right before it left may arrive after its offline status:"
          + " up to 200 ms later, it is not taken for a sign of another service."),
  STALLS_ON_UNSUBSCRIBE(
      "stalls on UNSUBSCRIBE",
      "If a message is on its way to a connection that unsubscribes, that connection may stand still"
          + " for 30 seconds, with all its clients and services. Do not close a client or service"
          + " whose connection you still use. A client also unsubscribes when a service leaves, so"
          + " its calls to others may time out then."),
  WILLS_ARE_NOT_RETAINED(
      "last wills are not retained",
      "Clients learn of a service that was killed only if they are connected at that moment. A later"
          + " client finds it available, and its calls time out."),
  NO_SHARED_SUBSCRIPTIONS_WITH_3_1_1(
      "shared subscriptions only with MQTT 5",
      "It has `$share` for MQTT 5 only. With 3.1.1, to serve in a group fails with"
          + " `UNIMPLEMENTED`."),
  NO_SHARED_SUBSCRIPTIONS(
      "no shared subscriptions",
      "It has no `$share`. To serve in a group fails with `UNIMPLEMENTED`.");

  private final String title;
  private final String meaning;

  BrokerDifference(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /** What the broker does. */
  String title() {
    return title;
  }

  /** What follows for users of the library. */
  String meaning() {
    return meaning;
  }
}
