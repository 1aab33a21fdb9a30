package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Causes one random fault after the other. */
final class ChaosFaults {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosFaults.class);
  private static final int LONGEST_STALL_MILLIS = 2_500;
  private static final int FOR_SERVICE = 2;
  private static final int LONGEST_DELAY_MILLIS = 30;

  private static final Duration ANSWERS = Duration.ofSeconds(1);

  /** A little more than what docs/wire-protocol.md promises. */
  private static final Duration BETWEEN_CORRECTIONS = Duration.ofSeconds(12);

  /** Topics for malformed messages. */
  private static final List<String> TOPICS =
      List.of(
          "chaos/Counter/rpc/countAsync",
          "chaos/Counter/rpc/v3/countAsync",
          "chaos/Counter/set/note",
          "chaos/Counter/_status/evil",
          "_remoting/evil");

  private final Random random;
  private final int longestPauseMillis;
  private final List<String> names = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final Map<String, Integer> done = new TreeMap<>();
  private Long cleared; // by System.nanoTime()

  /** A fault. */
  interface Fault {
    void happen() throws Exception;
  }

  ChaosFaults(Random random, int longestPauseMillis) {
    this.random = random;
    this.longestPauseMillis = longestPauseMillis;
  }

  ChaosFaults with(String name, Fault fault) {
    names.add(name);
    faults.add(fault);
    return this;
  }

  /** The broker, or a node of a cluster, is killed and starts again. */
  ChaosFaults withKilledBroker(ChaosBroker.Killer killer) {
    return with(
        "broker killed",
        () -> {
          ChaosBroker.Restart restart = killer.kill(random);
          pause(500);
          restart.run();
        });
  }

  /** The network fails, on the service's wires more often than on each client's. */
  ChaosFaults withBadNetwork(Chaos chaos) {
    return with(
            "cut mid-packet",
            () -> {
              boolean toBroker = random.nextBoolean();
              wires(chaos).forEach(wire -> wire.cut(toBroker));
            })
        .with(
            "stalled",
            () -> {
              Duration time = millis(LONGEST_STALL_MILLIS);
              wires(chaos).forEach(wire -> wire.stall(time));
            })
        .with(
            "delayed",
            () -> {
              Duration each = millis(LONGEST_DELAY_MILLIS);
              wires(chaos).forEach(wire -> wire.delay(each));
            })
        .with(
            "half-open",
            () -> {
              boolean toBroker = random.nextBoolean();
              boolean fromBroker = !toBroker || random.nextBoolean();
              wires(chaos).forEach(wire -> wire.halfOpen(toBroker, fromBroker));
            });
  }

  /** Strangers may publish on the service's topics, some knowing its rules and some not. */
  ChaosFaults withStrangers(ChaosBroker brokers) {
    return with("malformed messages", () -> publishMalformed(one(brokers)))
        .with("status of a service that is dead", () -> leaveBehind(one(brokers)))
        .with("status of the service cleared", () -> clearStatus(one(brokers)))
        .with("bad requests and values", () -> publishBad(one(brokers)));
  }

  private URI one(ChaosBroker brokers) {
    return brokers.uris().get(random.nextInt(brokers.uris().size()));
  }

  private void publishMalformed(URI broker) throws IOException {
    try (PacketPeer peer = new PacketPeer(broker)) {
      String topic = TOPICS.get(random.nextInt(TOPICS.size()));
      for (int i = 0; i < 5; i++) {
        byte[] properties = PacketPeer.anyProperties(random);
        peer.publish(random.nextInt(3), random.nextBoolean(), topic, properties, "[\"x\"]");
      }
      peer.awaitAnswers(ANSWERS);
    } catch (SocketException | SocketTimeoutException e) { // Artemis does not even close
      LOG.debug("The broker does not take it", e);
    }
  }

  /** Leaves retained statuses, as after services and their broker were killed together. */
  private void leaveBehind(URI broker) {
    String id = "dead" + random.nextInt(20);
    try (RawClient stranger = new RawClient(broker)) {
      publish(stranger, "_remoting/" + id, "{\"online\":true,\"session\":\"dead\"}", true);
      publish(
          stranger,
          "chaos/Counter/_status/" + id,
          "{\"online\":true,\"mappings\":[\"v5\",\"v3\"],\"session\":\"dead\","
              + "\"memory\":\"dead\",\"since\":\"2020-01-01T00:00:00.000Z\"}",
          true);
    }
  }

  /** Not more often than the service corrects its status. */
  private void clearStatus(URI broker) {
    if (cleared != null && System.nanoTime() - cleared < BETWEEN_CORRECTIONS.toNanos()) {
      return;
    }
    cleared = System.nanoTime();
    try (RawClient stranger = new RawClient(broker)) {
      publish(stranger, "chaos/Counter/_status/" + Chaos.serviceId(0), "", true);
    }
  }

  private void publishBad(URI broker) {
    try (RawClient stranger = new RawClient(broker)) {
      publish(stranger, "chaos/Counter/rpc/countAsync", "[1,2,3]", false);
      publish(stranger, "chaos/Counter/rpc/v3/countAsync", "{not json", false);
      publish(stranger, "chaos/Counter/set/note", "{}", false);
      publish(stranger, "chaos/Counter/prop/tick", "[]", false);
      publish(stranger, "chaos/Counter/_status/x", "[]", false);
      publish(stranger, "_remoting/x", "nobody", true);
    }
  }

  private static void publish(RawClient stranger, String topic, String payload, boolean retained) {
    stranger.publish(RawClient.message(topic, payload).retain(retained));
  }

  private List<FaultyWire> wires(Chaos chaos) {
    return chaos.wiresOf(random.nextInt(Chaos.CLIENTS + FOR_SERVICE));
  }

  private Duration millis(int most) {
    return Duration.ofMillis(1 + random.nextInt(most));
  }

  private void pause(int mostMillis) throws InterruptedException {
    Thread.sleep(random.nextInt(mostMillis));
  }

  /**
   * Causes faults for {@code time}, then until {@code wanted} is false. Fails after {@code
   * longest}.
   */
  void happen(Duration time, BooleanSupplier wanted, Duration longest) throws Exception {
    long begun = System.nanoTime();
    do {
      assertTrue(System.nanoTime() - begun < longest.toNanos(), "too few calls in " + longest);
      pause(longestPauseMillis);
      int next = random.nextInt(faults.size());
      faults.get(next).happen();
      done.merge(names.get(next), 1, Integer::sum);
    } while (System.nanoTime() - begun < time.toNanos() || wanted.getAsBoolean());
  }

  /** How often each fault has happened. */
  @Override
  public String toString() {
    return done.toString();
  }
}
