package io.mqttremoting.mqtt5;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Does one harm after the other, drawn by lot. */
final class ChaosFaults {
  private static final int LONGEST_STALL_MILLIS = 2_500;
  private static final int FOR_SERVICE = 2;
  private static final int LONGEST_DELAY_MILLIS = 30;

  private final Random random;
  private final int longestPauseMillis;
  private final List<String> names = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final Map<String, Integer> done = new TreeMap<>();

  /** What goes wrong. */
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

  /** The broker is killed, and starts again with nothing in its memory. */
  ChaosFaults withKilledBroker(Mosquitto broker) {
    return with(
        "broker killed",
        () -> {
          broker.kill();
          pause(500);
          broker.restart();
        });
  }

  /** The network fails, for the service more often than for each client. */
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

  /** Goes on for so long, and then while {@code wanted}, which must not take too long. */
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

  /** How often each has happened. */
  @Override
  public String toString() {
    return done.toString();
  }
}
