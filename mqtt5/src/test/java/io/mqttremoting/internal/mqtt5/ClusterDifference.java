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
  /** A fault of the broker, which a test cannot cause at will: tests only allow it. */
  LOSES_MESSAGES_AFTER_RESTARTS(
      "loses messages after restarts",
      "After a node was restarted, a subscription may get only some of the messages, until its client"
          + " connects again. A getter may then keep an old value, signals are"
          + " lost, and calls may time out."),
  /** After faults that a test cannot cause at will. */
  DELIVERS_AGAIN(
      "delivers again",
      "A message that a client has not acknowledged comes again after `ack_wait`, 30 s by default, behind"
          + " newer ones; so may one that was lost on the way, for example because a node was"
          + " restarted. The library then asks for the newest values and statuses, which takes one to two"
          + " seconds. Signals may come late or twice, and setters may be executed late or twice."),
  REFUSES_SUBSCRIPTIONS_WITHOUT_A_NODE(
      "refuses subscriptions while a node is down",
      "While one of three nodes is down, about four in ten subscriptions at QoS 1 are refused after"
          + " four seconds; when the node is back, none. The library asks for these again, so a client"
          + " connects within a minute rather than within a second. Set a `connectTimeout` of 30 s or"
          + " more.");

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
