package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.testsupport.Await;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls from clients on all nodes of a cluster to a group with members on all nodes are executed
 * once each, and every member gets some. Prints how many calls there are in a second;
 * docs/scaling.md has the figures.
 */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("all")
@EnabledIfSystemProperty(named = "clusters", matches = "(?!none$).+")
@Timeout(600)
class ClusterGroupsTest {
  private static final List<Integer> SIZES = List.of(1, 2, 4, 8);
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int NAP_MILLIS = 5;
  private static final int IN_FLIGHT = 64;

  @RegisterExtension private final Opened opened = new Opened();
  private final List<Napper> members = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();
  private final ClusterKind kind;
  private final int nodes;

  ClusterGroupsTest(ClusterKind kind, int nodes) {
    this.kind = kind;
    this.nodes = nodes;
  }

  /** Each cluster with one node, with two, and so on. */
  static Stream<Object[]> all() {
    return ClusterKind.tested().stream()
        .filter(
            kind -> !kind.nodes().differences().contains(BrokerDifference.NO_SHARED_SUBSCRIPTIONS))
        .flatMap(
            kind ->
                IntStream.rangeClosed(1, kind.size())
                    .mapToObj(nodes -> new Object[] {kind, nodes}));
  }

  /** What takes time without using a processor. */
  @RemoteInterface
  interface INapper {
    @Operation
    int nap(int call);

    @Operation
    default CompletableFuture<Integer> napAsync(int call) {
      return CompletableFuture.supplyAsync(() -> nap(call));
    }
  }

  private static final class Napper implements INapper {
    private final Queue<Integer> executed = new ConcurrentLinkedQueue<>();

    @Override
    public int nap(int call) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(NAP_MILLIS));
      executed.add(call);
      return call;
    }
  }

  private RemotingConnection connect(URI uri) {
    return opened.closedLater(
        Combination.connection(uri, Optional.of(MqttVersion.MQTT_5)).connect());
  }

  @Test
  void membersOnAllNodesShareCallsFromAllNodes() throws InterruptedException {
    Cluster cluster =
        opened.closedLater(Cluster.start(kind, ClusterNetwork.LOOPBACK, kind.size(), nodes));
    List<INapper> clients = new ArrayList<>();
    for (URI uri : cluster.urisFrom(0)) {
      clients.add(connect(uri).client(INapper.class));
    }
    for (int size : SIZES) {
      while (members.size() < size) {
        Napper member = new Napper();
        connect(cluster.uri(members.size() % nodes))
            .serve(member, ServiceOptions.defaults().withGroup("nappers"));
        members.add(member);
      }
      for (INapper client : clients) {
        assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
      }
      call(clients); // until they are warm, and all nodes know the new members
      members.forEach(member -> member.executed.clear());
      int before = calls.get();
      double perSecond = call(clients);
      assertEquals(
          IntStream.range(before, calls.get()).boxed().toList(),
          members.stream().flatMap(member -> member.executed.stream()).sorted().toList(),
          "each call is executed by one member");
      List<Integer> shares = members.stream().map(member -> member.executed.size()).toList();
      assertFalse(shares.contains(0), "calls of each member: " + shares);
      System.out.printf(
          "%s, nodes %d, instances %d: %.0f calls/s, each had %s%n",
          kind, nodes, size, perSecond, shares);
    }
  }

  /** Calls from all clients for {@link #TIME}; returns how many calls a second were answered. */
  private double call(List<INapper> clients) throws InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    int before = calls.get();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < TIME.toNanos()) {
      assertTrue(
          room.tryAcquire(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS), "calls are answered");
      int call = calls.getAndIncrement();
      clients
          .get(call % clients.size())
          .napAsync(call)
          .whenComplete(
              (answer, failure) -> {
                failed.compareAndSet(null, failure);
                room.release();
              });
    }
    assertTrue(
        room.tryAcquire(IN_FLIGHT, Await.DEADLINE.toSeconds(), TimeUnit.SECONDS), "all have ended");
    assertNull(failed.get());
    return (calls.get() - before) / ((System.nanoTime() - begun) / 1e9);
  }
}
