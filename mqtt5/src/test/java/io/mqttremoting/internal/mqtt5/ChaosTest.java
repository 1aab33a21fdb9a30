package io.mqttremoting.internal.mqtt5;

import ch.qos.logback.classic.Level;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.LogCapture;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls while the broker is killed, the network fails and services are killed: each call ends once,
 * none is executed twice, and afterwards everything works. The faults are random, with the seed
 * {@code -Dchaos.seed}, which every failure reports, and last {@code -Dchaos.seconds} in all.
 * {@code -Dchaos.brokers} says on what they run ({@link ChaosBroker}).
 */
@Tag("long")
class ChaosTest {
  private static final int SCENARIOS = 5;

  /** A minute in continuous integration, less on a developer's machine. */
  private static final long SECONDS =
      Long.getLong("chaos.seconds", System.getenv("CI") == null ? 12 : 60);

  private static final Duration TIME = Duration.ofMillis(SECONDS * 1000 / SCENARIOS);
  private static final int LEAST_CALLS = 10_000;

  /** With fewer answered calls, a run proves little; it goes on until then. */
  private static final int LEAST_ANSWERED = 1_000;

  /** Leaves time for a busy machine. */
  private static final Duration LONGEST = TIME.plusMinutes(2);

  private final long seed = Long.getLong("chaos.seed", System.nanoTime());
  private final Random random = new Random(seed);
  @TempDir private Path directory;
  private ChaosBroker broker;

  @BeforeEach
  void start() {
    broker = ChaosBroker.start();
  }

  @AfterEach
  void end() {
    broker.close();
  }

  /** A way to serve the counter. */
  private interface Scenario {
    /** Runs while it serves, and returns how often each call was executed. */
    Map<String, Integer> run(Chaos chaos, ChaosFaults faults) throws Exception;
  }

  private void run(String name, int longestPauseMillis, Scenario scenario) throws Exception {
    try (LogCapture log = LogCapture.ofEverybody(Level.ERROR);
        Chaos chaos = new Chaos(random, broker.uris(), broker.versions())) {
      ChaosFaults faults = new ChaosFaults(random, longestPauseMillis);
      try {
        chaos.ledger().check(scenario.run(chaos, faults));
      } catch (AssertionError e) {
        List<String> errors = log.fullLines();
        throw new AssertionError(
            "with -Dchaos.seed="
                + seed
                + ", calls "
                + chaos.ledger().totals()
                + ", faults "
                + faults
                + ", errors "
                + errors.subList(Math.max(0, errors.size() - 20), errors.size())
                + ": "
                + e.getMessage(),
            e);
      }
      System.out.println(
          name
              + ", seed "
              + seed
              + ": calls "
              + chaos.ledger().made()
              + " "
              + chaos.ledger().totals()
              + ", faults "
              + faults);
    }
  }

  /** One service in this process, which outlives all faults. */
  private Map<String, Integer> serveHere(
      Chaos chaos,
      List<URI> uris,
      MqttVersion version,
      Supplier<ChaosFaults> faults,
      int leastCalls)
      throws Exception {
    return serveHere(new Counter(call -> {}), chaos, uris, version, faults, leastCalls);
  }

  private Map<String, Integer> serveHere(
      Counter counter,
      Chaos chaos,
      List<URI> uris,
      MqttVersion version,
      Supplier<ChaosFaults> faults,
      int leastCalls)
      throws Exception {
    try (RemotingConnection connection =
        Chaos.settings(uris, Chaos.serviceId(0), version).start()) {
      connection.serve(counter);
      chaos.begin();
      happen(chaos, faults.get(), leastCalls);
      chaos.settle();
      return counter.executions();
    }
  }

  private static void happen(Chaos chaos, ChaosFaults faults, int leastCalls) throws Exception {
    ChaosLedger ledger = chaos.ledger();
    faults.happen(
        TIME, () -> ledger.made() < leastCalls || ledger.answered() < LEAST_ANSWERED, LONGEST);
  }

  private MqttVersion version(boolean newest) {
    List<MqttVersion> versions = broker.versions();
    return versions.get(newest ? 0 : versions.size() - 1);
  }

  @Test
  void brokerIsKilled() throws Exception {
    Assumptions.assumeTrue(broker.killer().isPresent(), "others started it");
    run(
        "broker killed",
        2_000,
        (chaos, faults) -> {
          Map<String, Integer> executions =
              serveHere(
                  chaos,
                  broker.uris(),
                  version(seed % 2 == 0),
                  () -> faults.withKilledBroker(broker.killer().orElseThrow()),
                  LEAST_CALLS);
          chaos.ledger().checkFewTimedOut();
          return executions;
        });
  }

  @Test
  void networkFails() throws Exception {
    run(
        "bad network",
        500,
        (chaos, faults) ->
            serveHere(
                chaos,
                chaos.serviceUris(),
                version(seed % 2 != 0),
                () -> faults.withBadNetwork(chaos),
                0));
  }

  /** Uses the version of MQTT that {@link #brokerIsKilled()} does not use. */
  @Test
  void strangersInterfere() throws Exception {
    run(
        "strangers",
        300,
        (chaos, faults) -> {
          Counter counter = new Counter(call -> {});
          return serveHere(
              counter,
              chaos,
              broker.uris(),
              version(seed % 2 != 0),
              () ->
                  faults
                      .withStrangers(broker)
                      .with("slow service", () -> counter.holdTurn(random.nextInt(1_500))),
              0);
        });
  }

  @Test
  void serviceIsKilled() throws Exception {
    run("service killed", 2_000, (chaos, faults) -> serveElsewhere(chaos, faults));
  }

  @Test
  void everythingFails() throws Exception {
    run(
        "everything",
        600,
        (chaos, faults) ->
            serveElsewhere(
                chaos,
                broker
                    .killer()
                    .map(faults::withKilledBroker)
                    .orElse(faults)
                    .withBadNetwork(chaos)));
  }

  /** Services in other processes, which are killed and replaced. */
  private Map<String, Integer> serveElsewhere(Chaos chaos, ChaosFaults faults) throws Exception {
    Path executed = directory.resolve("executed");
    try (Services services = new Services(chaos.serviceUris(), executed)) {
      chaos.begin();
      happen(
          chaos,
          faults
              .with("service killed", services::replace)
              .with(
                  "service killed, clients away",
                  () -> {
                    chaos.dropClients();
                    services.replace();
                  }),
          0);
      chaos.settle();
    }
    Map<String, Integer> executions = new HashMap<>();
    Files.readAllLines(executed).forEach(call -> executions.merge(call, 1, Integer::sum));
    return executions;
  }

  /** The process that serves, and the one that is ready to replace it. */
  private final class Services implements AutoCloseable {
    private final List<URI> uris;
    private final Path executed;
    private int started;
    private CounterProcess serving;
    private CounterProcess next;

    Services(List<URI> uris, Path executed) throws Exception {
      this.uris = uris;
      this.executed = executed;
      this.serving = start();
      this.next = start();
      serving.awaitReady();
      serving.serve();
    }

    /** Some have the same client ID as the previous one, others have not. */
    private CounterProcess start() throws Exception {
      started++;
      return new CounterProcess(
          uris, Chaos.serviceId(random.nextInt(3)), version(started % 2 == 0), executed);
    }

    void replace() throws Exception {
      next.awaitReady();
      serving.kill();
      serving = next;
      serving.serve();
      next = start();
    }

    @Override
    public void close() {
      serving.close();
      next.close();
    }
  }
}
