package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.internal.mqtt5.ChaosLedger.End.ANSWERED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A service and clients on all nodes of a cluster, which call it all the time. Each program has the
 * URIs of all nodes, and begins with another one.
 */
final class ClusterLoad implements AutoCloseable {
  private static final int CLIENTS_OF_A_NODE = 2;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  /** NATS needs up to 15 s after a node was killed; this is generous. */
  private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(2);

  private static final long PAUSE_NANOS = 1_000_000;

  private final ChaosLedger ledger = new ChaosLedger(CALL_TIMEOUT);
  private final Counter counter = new Counter(call -> {});
  private final IHello hello = new IHello.Hello();
  private final RemotingConnection service;

  /** As docs/brokers.md says for NATS. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** As docs/brokers.md says for NATS. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

  private final List<ChaosCaller> callers = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();

  /** The service begins on the first node. */
  ClusterLoad(Cluster cluster) {
    List<MqttVersion> versions = cluster.kind().nodes().versions();
    service = connection(cluster, 0, "load-service", versions.get(versions.size() - 1));
    for (int i = 0; i < CLIENTS_OF_A_NODE * cluster.size(); i++) {
      MqttVersion version = versions.get(i / cluster.size() % versions.size());
      RemotingConnection client =
          connection(cluster, i % cluster.size(), "load-client" + i, version);
      ChaosCaller caller = new ChaosCaller(client, ledger, i);
      callers.add(caller);
      watchers.add(new Watcher(client, caller.counter()));
    }
  }

  private static RemotingConnection connection(
      Cluster cluster, int firstNode, String clientId, MqttVersion version) {
    return cluster
        .kind()
        .configure(Chaos.settings(cluster.urisFrom(firstNode), clientId, version))
        .connectTimeout(CONNECT_TIMEOUT)
        .keepAlive(KEEP_ALIVE)
        .start();
  }

  /** Serves, and starts to call. */
  void begin() {
    service.serve(counter);
    service.serve(hello);
    callers.forEach(caller -> Await.until(caller.connection() + " is ready", caller::isReady));
    callers.forEach(ChaosCaller::start);
    untilAllAreAnswered();
  }

  /** Waits until calls of each client are answered that are made from now on. */
  Duration untilAllAreAnswered() {
    long begun = System.nanoTime();
    while (callers.stream().anyMatch(caller -> caller.lastAnswered() - begun <= 0)) {
      assertTrue(
          System.nanoTime() - begun < LONGEST_RECOVERY.toNanos(),
          () ->
              callers.stream()
                      .filter(caller -> caller.lastAnswered() - begun <= 0)
                      .map(caller -> caller.connection().toString())
                      .toList()
                  + " are not answered again: "
                  + ledger.totals());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Changes a value that nothing else changes. */
  void say(String value) {
    hello.setLast(value);
  }

  /** Waits until all clients have the value that was said last. */
  void untilAllHaveHeard() {
    String last = hello.getLast();
    for (Watcher watcher : watchers) {
      Await.until(
          () -> "'" + last + "' did not reach " + watcher,
          () -> last.equals(watcher.hello.getLast()));
    }
  }

  ChaosLedger ledger() {
    return ledger;
  }

  /** Stops calling: each call has ended once, none was executed twice, and values are right. */
  void settle() throws InterruptedException {
    for (ChaosCaller caller : callers) {
      caller.stop();
    }
    Await.until("all calls have ended", ledger::allEnded);
    for (ChaosCaller caller : callers) {
      assertEquals(
          ANSWERED, caller.callOnceMore(), caller.connection().clientId() + " calls once more");
    }
    ICounter.State state = callers.get(0).counter().settle();
    assertTrue(state.tick() > 0, "there have been changes");
    for (Watcher watcher : watchers) {
      Await.until(() -> state + " did not reach " + watcher, () -> state.equals(watcher.values()));
    }
    ledger.check(counter.executions());
  }

  @Override
  public void close() {
    callers.forEach(caller -> caller.connection().close());
    service.close();
  }

  /** The values that one client has, and how it came to them. */
  private static final class Watcher {
    private static final int REMEMBERED = 5;

    final IHello hello;
    private final RemotingConnection connection;
    private final ICounter counter;
    private final Deque<String> latest = new ArrayDeque<>();
    private int changes;

    Watcher(RemotingConnection connection, ICounter counter) {
      this.connection = connection;
      this.counter = counter;
      this.hello = connection.client(IHello.class);
      counter.onTickChanged(this::changed);
    }

    private synchronized void changed(long tick) {
      changes++;
      latest.add(LocalTime.now(ZoneId.systemDefault()) + " " + tick);
      if (latest.size() > REMEMBERED) {
        latest.remove();
      }
    }

    ICounter.State values() {
      return new ICounter.State(counter.getTick(), counter.getNote());
    }

    @Override
    public synchronized String toString() {
      return connection
          + ", which has "
          + values()
          + " and '"
          + hello.getLast()
          + "'; of "
          + changes
          + " ticks, the last came at "
          + latest;
    }
  }
}
