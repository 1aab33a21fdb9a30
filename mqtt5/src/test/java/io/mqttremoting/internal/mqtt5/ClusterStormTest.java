package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that come to all nodes at once find a service with few questions. Prints how many, and
 * how long it takes; docs/scaling.md has the figures.
 */
@ParameterizedClass
@MethodSource("all")
@EnabledIfSystemProperty(named = "clusters", matches = "(?!none$).+")
@Timeout(600)
class ClusterStormTest {
  private static final int CLIENTS = Integer.getInteger("storm.clients", 1_000);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final String ID = "conformance/Everything";

  @RegisterExtension private final Opened opened = new Opened();
  private final ClusterKind kind;

  ClusterStormTest(ClusterKind kind) {
    this.kind = kind;
  }

  static Stream<ClusterKind> all() {
    return ClusterKind.tested().stream();
  }

  private RemotingConnection start(Cluster cluster, int node) {
    List<MqttVersion> versions = kind.nodes().versions();
    return opened.closedLater(
        kind.configure(
                Combination.connection(
                    cluster.uri(node), Optional.of(versions.get(versions.size() - 1))))
            .start());
  }

  @Test
  void manyClientsComeAtOnce() throws InterruptedException {
    Cluster cluster = opened.closedLater(Cluster.start(kind));
    start(cluster, 0).serve(new Everything());
    RawClient raw = opened.closedLater(new RawClient(cluster.uri(0), "raw"));
    raw.subscribe(ID + "/rpc/v3/_announce").subscribe(ID + "/_status/+");
    raw.next("its status", packet -> packet.topic().contains("/_status/"));
    long begun = System.nanoTime();
    List<RemotingConnection> connections = new ArrayList<>();
    List<IEverything> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      connections.add(start(cluster, i % cluster.size()));
      clients.add(connections.get(i).client(IEverything.class));
    }
    for (RemotingConnection connection : connections) {
      assertTrue(connection.awaitConnected(LONGEST), "connected in time");
    }
    Duration connected = Duration.ofNanos(System.nanoTime() - begun);
    for (IEverything client : clients) {
      assertTrue(ClientHandle.of(client).awaitAvailable(LONGEST), "available in time");
    }
    Duration available = Duration.ofNanos(System.nanoTime() - begun);
    long questions = count(raw, "/_announce");
    long answers = count(raw, "/_status/");
    System.out.printf(
        "%s: %d clients were connected after %d ms, all had found the service after %d ms,"
            + " %d questions, %d answers%n",
        kind, CLIENTS, connected.toMillis(), available.toMillis(), questions, answers);
    assertTrue(questions <= CLIENTS, questions + " questions");
    assertTrue(answers <= 2 + 2 * available.toSeconds(), answers + " answers");
  }

  private static long count(RawClient raw, String topic) {
    return raw.seen().stream().filter(packet -> packet.topic().contains(topic)).count();
  }
}
