package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.internal.mqtt5.ChaosLedger.End.ANSWERED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A service and clients on all nodes of a cluster, which call it all the time. Each program has the
 * URIs of all nodes, and begins with another one.
 */
final class ClusterLoad implements AutoCloseable {
  private static final int CLIENTS_OF_A_NODE = 2;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  /** NATS needs half a minute after nodes were separated. */
  private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(2);

  private static final long PAUSE_NANOS = 1_000_000;

  private final Cluster cluster;
  private final ChaosLedger ledger = new ChaosLedger(CALL_TIMEOUT);
  private final Counter counter = new Counter(call -> {});
  private final RemotingConnection service;

  /** NATS takes its time for subscriptions, which all nodes have to agree on. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** A node of NATS answers nobody while it waits for the others. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

  private final List<ChaosCaller> callers = new ArrayList<>();

  /** The service begins on the first node. */
  ClusterLoad(Cluster cluster) {
    this.cluster = cluster;
    List<MqttVersion> versions = cluster.kind().nodes().versions();
    service =
        Chaos.settings(cluster.urisFrom(0), "load-service", versions.get(versions.size() - 1))
            .connectTimeout(CONNECT_TIMEOUT)
            .keepAlive(KEEP_ALIVE)
            .start();
    for (int i = 0; i < CLIENTS_OF_A_NODE * cluster.size(); i++) {
      callers.add(
          new ChaosCaller(
              Chaos.settings(
                      cluster.urisFrom(i % cluster.size()),
                      "load-client" + i,
                      versions.get(i / cluster.size() % versions.size()))
                  .connectTimeout(CONNECT_TIMEOUT)
                  .keepAlive(KEEP_ALIVE)
                  .start(),
              ledger,
              i));
    }
  }

  /** Serves, and starts to call. */
  void begin() {
    service.serve(counter);
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

  ChaosLedger ledger() {
    return ledger;
  }

  /**
   * Stops calling: each call has ended once, none was executed twice, and values are right.
   *
   * @param loses whether the broker may lose messages for the clients that are connected; then only
   *     new clients have to have the right values
   */
  void settle(boolean loses) throws InterruptedException {
    for (ChaosCaller caller : callers) {
      caller.stop();
    }
    Await.until("all calls have ended", ledger::allEnded);
    if (!loses) {
      for (ChaosCaller caller : callers) {
        assertEquals(
            ANSWERED, caller.callOnceMore(), caller.connection().clientId() + " calls once more");
      }
    }
    ICounter.State state = counter.settle();
    assertTrue(state.tick() > 0, "there have been changes");
    if (loses) {
      awaitAtLateClients(state);
    } else {
      callers.forEach(caller -> await(state, caller.counter()));
    }
    ledger.check(counter.executions());
  }

  private void awaitAtLateClients(ICounter.State state) throws InterruptedException {
    MqttVersion version = cluster.kind().nodes().versions().get(0);
    for (URI node : cluster.urisFrom(0)) {
      try (RemotingConnection late =
          Chaos.settings(List.of(node), "late", version)
              .connectTimeout(CONNECT_TIMEOUT)
              .keepAlive(KEEP_ALIVE)
              .start()) {
        ICounter client = late.client(ICounter.class);
        assertTrue(late.awaitConnected(LONGEST_RECOVERY), () -> "connected to " + node);
        await(state, client);
      }
    }
  }

  private static void await(ICounter.State state, ICounter client) {
    Await.equal(state.tick(), client::getTick);
    Await.equal(state.note(), client::getNote);
  }

  @Override
  public void close() {
    callers.forEach(caller -> caller.connection().close());
    service.close();
  }
}
