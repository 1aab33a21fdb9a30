package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes that die, come, restart and lose each other while clients call: each call ends once, none
 * is executed twice, and afterwards everything works. Prints how long that takes.
 */
@ParameterizedClass
@MethodSource("all")
@EnabledIfSystemProperty(named = "clusters", matches = "(?!none$).+")
@Timeout(600)
class ClusterFaultsTest {
  private static final Duration PARTED = Duration.ofSeconds(12);

  /** NATS refuses about four in ten, so it is next to impossible that it grants all of these. */
  private static final int SUBSCRIPTIONS = 40;

  private final ClusterKind kind;

  ClusterFaultsTest(ClusterKind kind) {
    this.kind = kind;
  }

  static Stream<ClusterKind> all() {
    return ClusterKind.tested().stream();
  }

  private void report(String fault, List<Duration> recoveries, ClusterLoad load) {
    System.out.printf(
        "%s, %s: all are answered again after %s ms, calls %d %s%n",
        kind,
        fault,
        recoveries.stream().map(Duration::toMillis).toList(),
        load.ledger().made(),
        load.ledger().totals());
  }

  private interface End {
    void of(Cluster cluster, int node) throws Exception;
  }

  @Test
  void nodesAreKilledUnderLoad() throws Exception {
    endEachNode("a node killed", Cluster::kill);
  }

  @Test
  void nodesAreRestartedOneAfterTheOther() throws Exception {
    endEachNode("a rolling restart", Cluster::terminate);
  }

  /** One after the other, each started again before the next. */
  private void endEachNode(String fault, End end) throws Exception {
    try (Cluster cluster = Cluster.start(kind);
        ClusterLoad load = new ClusterLoad(cluster)) {
      load.begin();
      List<Duration> recoveries = new ArrayList<>();
      for (int node = 0; node < cluster.size(); node++) {
        end.of(cluster, node);
        recoveries.add(load.untilAllAreAnswered());
        cluster.startNode(node);
        cluster.awaitFormed();
        load.untilAllAreAnswered();
      }
      load.settle();
      report(fault, recoveries, load);
    }
  }

  /** A client of a node that remains, and no load. */
  @Test
  void subscriptionsWhileANodeIsDown() throws Exception {
    try (Cluster cluster = Cluster.start(kind)) {
      cluster.kill(0);
      try (RawClient client = Cluster.connect(cluster.uri(1), "down/first/")) {
        assertEquals(
            kind.differences().contains(ClusterDifference.UNRELIABLE_QOS_1),
            refusesOneOf(client, "down/"),
            "subscriptions are refused");
      }
      cluster.startNode(0);
      cluster.awaitFormed();
      try (RawClient client = Cluster.connect(cluster.uri(1), "back/first/")) {
        assertFalse(refusesOneOf(client, "back/"), "subscriptions are refused");
      }
    }
  }

  private static boolean refusesOneOf(RawClient client, String topics) {
    return IntStream.range(0, SUBSCRIPTIONS).anyMatch(i -> !client.trySubscribe(topics + i));
  }

  @Test
  void aNodeIsAdded() throws Exception {
    // two nodes of NATS accept no clients before there is a third one
    int last = kind.nodes() == BrokerKind.NATS ? kind.size() : kind.size() - 1;
    try (Cluster cluster = Cluster.start(kind, ClusterNetwork.LOOPBACK, last + 1, last);
        ClusterLoad load = new ClusterLoad(cluster)) {
      load.begin();
      cluster.startNode(last);
      cluster.awaitFormed();
      Duration recovery = load.untilAllAreAnswered();
      try (RemotingConnection calling =
          kind.configure(
                  Chaos.settings(
                      List.of(cluster.uri(last)), "added", kind.nodes().versions().get(0)))
              .connect()) {
        ICounter counter = calling.client(ICounter.class);
        ClientHandle.of(counter).awaitAvailable(Await.DEADLINE);
        assertEquals(
            new ICounter.Counted("on the added node", 1), counter.count("on the added node", 0));
      }
      load.settle();
      report("a node added", List.of(recovery), load);
    }
  }

  /** The clients of both parts stay connected: only what goes from node to node gets lost. */
  @Test
  void aNodeIsSeparatedFromTheOthers() throws Exception {
    Assumptions.assumeTrue(NetworkNamespaces.allowed(), "network namespaces need Linux and root");
    NetworkNamespaces network = NetworkNamespaces.of(kind.size());
    try (Cluster cluster = Cluster.start(kind, network, kind.size(), kind.size());
        ClusterLoad load = new ClusterLoad(cluster)) {
      load.begin();
      network.separate(0);
      load.say("while separated");
      LockSupport.parkNanos(PARTED.toNanos());
      network.reunite(0);
      Duration recovery = load.untilAllAreAnswered();
      cluster.awaitFormed();
      load.untilAllAreAnswered();
      if (!kind.differences().contains(ClusterDifference.UNRELIABLE_QOS_1)) {
        load.untilAllHaveHeard();
      }
      load.settle();
      report("a node separated", List.of(recovery), load);
    }
  }
}
