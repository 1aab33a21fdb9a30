package io.mqttremoting.internal.mqtt5;

/**
 * What a cluster does differently from a single broker of its kind. A test shows each of them at
 * the clusters that have it, and its absence at all others; docs/brokers.md contains the sentences.
 */
enum ClusterDifference {
  RETAINED_ON_ONE_NODE(
      "retained messages on one node",
      "A node keeps the retained messages that were published on it, for itself. The library asks for"
          + " what a client lacks, which takes one to three seconds."),
  /** A race in the broker, which a test cannot cause: tests only allow it. */
  REORDERS_BURSTS(
      "reorders bursts",
      "Of hundreds of messages at once, some may overtake others, also on one topic. Handlers then get"
          + " changes and signals in another order, setters may be executed in another order, and a"
          + " getter may keep an older value until the next change or connect."),
  /** Faults of subscriptions at QoS 1, which a test cannot cause at will. */
  UNRELIABLE_QOS_1(
      "unreliable at QoS 1",
      "Use `subscribeAtQos0()`. While a node is down, some subscriptions at QoS 1 are refused after"
          + " four seconds. After nodes were restarted, a subscription at QoS 1 may get nothing until its"
          + " client connects again, or get messages again, after `ack_wait` of 30 s, behind newer ones.");

  private final String title;
  private final String meaning;

  ClusterDifference(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /** What the cluster does. */
  String title() {
    return title;
  }

  /** What follows for users of the library. */
  String meaning() {
    return meaning;
  }
}
