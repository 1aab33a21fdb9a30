package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.internal.mqtt5.BrokerKind.ARTEMIS;
import static io.mqttremoting.internal.mqtt5.BrokerKind.NATS;

import io.mqttremoting.ConnectionBuilder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The clusters that the library has to work with. */
enum ClusterKind {
  ARTEMIS_2(ARTEMIS, 2),
  ARTEMIS_3(ARTEMIS, 3),
  /** Retained messages are in JetStream, which needs most of the nodes. */
  NATS_3(NATS, 3);

  private final BrokerKind nodes;
  private final int size;

  ClusterKind(BrokerKind nodes, int size) {
    this.nodes = nodes;
    this.size = size;
  }

  /** Those on which the tests run now: named by the system property {@code clusters}. */
  static List<ClusterKind> tested() {
    String wanted = System.getProperty("clusters", "all");
    return wanted.equals("all")
        ? List.of(values())
        : Arrays.stream(wanted.split(",", -1)).map(ClusterKind::valueOf).toList();
  }

  /** What each node is. */
  BrokerKind nodes() {
    return nodes;
  }

  /**
   * What is different from one node. Tests show that it is, or allow it if they cannot cause it.
   */
  Set<ClusterDifference> differences() {
    return nodes == NATS
        ? EnumSet.of(ClusterDifference.UNRELIABLE_QOS_1)
        : EnumSet.of(ClusterDifference.RETAINED_ON_ONE_NODE, ClusterDifference.REORDERS_BURSTS);
  }

  int size() {
    return size;
  }

  /** Sets what docs/brokers.md tells users of such a cluster to set. */
  ConnectionBuilder configure(ConnectionBuilder connection) {
    return nodes == NATS ? connection.subscribeAtQos0() : connection;
  }
}
