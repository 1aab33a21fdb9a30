package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.testsupport.Mosquitto;
import java.io.IOException;
import java.net.SocketException;
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

  /** The broker is killed, and starts again without any state. */
  ChaosFaults withKilledBroker(Mosquitto broker) {
    return with(
        "broker killed",
        () -> {
          broker.kill();
          pause(500);
          broker.restart();
        });
  }

  /** The network fails, on the service's wire more often than on each client's. */
  ChaosFaults withBadNetwork(Chaos chaos) {
    return with("cut mid-packet", () -> wire(chaos).cut(random.nextBoolean()))
        .with("stalled", () -> wire(chaos).stall(millis(LONGEST_STALL_MILLIS)))
        .with("delayed", () -> wire(chaos).delay(millis(LONGEST_DELAY_MILLIS)))
        .with(
            "half-open",
            () -> {
              boolean toBroker = random.nextBoolean();
              wire(chaos).halfOpen(toBroker, !toBroker || random.nextBoolean());
            });
  }

  /** Strangers may publish on the service's topics, some knowing its rules and some not. */
  ChaosFaults withStrangers(URI broker) {
    return with("malformed messages", () -> publishMalformed(broker))
        .with("status of a service that is dead", () -> leaveBehind(broker))
        .with("status of the service cleared", () -> clearStatus(broker))
        .with("bad requests and values", () -> publishBad(broker));
  }

  private void publishMalformed(URI broker) throws IOException {
    try (PacketPeer peer = new PacketPeer(broker)) {
      String topic = TOPICS.get(random.nextInt(TOPICS.size()));
      for (int i = 0; i < 5; i++) {
        byte[] properties = PacketPeer.anyProperties(random);
        peer.publish(random.nextInt(3), random.nextBoolean(), topic, properties, "[\"x\"]");
      }
      peer.awaitAnswers();
    } catch (SocketException e) {
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

  private FaultyWire wire(Chaos chaos) {
    int client = random.nextInt(Chaos.CLIENTS + FOR_SERVICE);
    return client < Chaos.CLIENTS ? chaos.clientWires().get(client) : chaos.serviceWire();
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
