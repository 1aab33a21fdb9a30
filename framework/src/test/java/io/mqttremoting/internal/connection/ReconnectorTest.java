package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReconnectorTest {
  private final Exception lost = new IllegalStateException("lost by the test");

  private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
  private final Broker broker = new Broker();
  private volatile Runnable onEvent = () -> {};
  private Reconnector reconnector;

  /** Makes a connection, and notices its loss. */
  private interface Attempt {
    void make(BiConsumer<Throwable, Duration> onLost) throws TransportException;
  }

  /** Accepts every connection, if the test wants nothing else. */
  private static final class Broker implements Reconnector.Work {
    private volatile boolean connected;
    private volatile Runnable onLoss = () -> {};
    private volatile Attempt attempt = onLost -> connected = true;

    @Override
    public void handleLoss() {
      onLoss.run();
    }

    @Override
    public boolean isConnected() {
      return connected;
    }

    @Override
    public void connect(BiConsumer<Throwable, Duration> onLost) throws TransportException {
      attempt.make(onLost);
    }

    @Override
    public boolean giveUp(Throwable cause) {
      return !connected;
    }
  }

  private void begin(Duration first, Duration longest) {
    begin(first, longest, 100);
  }

  private void begin(Duration first, Duration longest, int attempts) {
    reconnector =
        new Reconnector(
            "test",
            new Backoff(first, longest, attempts),
            broker,
            event -> {
              events.add(event);
              onEvent.run();
            });
  }

  /** What was told: each state, and how many attempts had failed. */
  private List<String> told() {
    return events.stream().map(event -> event.state() + " " + event.failedAttempts()).toList();
  }

  @AfterEach
  void stop() {
    reconnector.stop();
  }

  private static void await(BooleanSupplier condition) {
    Await.until("it happens", condition);
  }

  private void loseAndReconnect(Duration whole) {
    broker.connected = false;
    reconnector.start(lost, whole);
    await(() -> broker.connected && !reconnector.isRunning());
  }

  /**
   * Makes and loses {@code times} connections that last {@code whole} each; returns the time taken.
   */
  private Duration connectAndLose(int times, Duration whole) {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      loseAndReconnect(whole);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Each delay is random, but all of them together take a minimum of time. */
  @Test
  void aBrokerThatAcceptsAndDropsIsNotAskedAgainAtOnce() {
    begin(Duration.ofMillis(1), Duration.ofMillis(64));
    Duration took = connectAndLose(25, Duration.ZERO);
    assertTrue(took.compareTo(Duration.ofMillis(150)) > 0, "in a tight loop: " + took);
    assertEquals(
        List.of(0), events.stream().map(ConnectionEvent::failedAttempts).distinct().toList());
    assertEquals(
        List.of(ConnectionState.CONNECTING),
        events.stream().map(ConnectionEvent::state).distinct().toList());
  }

  @Test
  void aConnectionThatLastedForAFewSecondsIsMadeAgainSoon() {
    begin(Duration.ofMillis(1), Duration.ofSeconds(10));
    connectAndLose(10, Duration.ZERO);
    Duration took = connectAndLose(5, Duration.ofSeconds(10)); // else up to 1, 2, 4, 8 and 10 s
    assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, "five times: " + took);
  }

  @Test
  void aFailureToTellOfALossIsNotTheEnd() {
    begin(Duration.ofMillis(1), Duration.ofMillis(1));
    broker.onLoss =
        () -> {
          throw new AssertionError("thrown by the test");
        };
    reconnector.start(lost, Duration.ZERO);
    await(() -> !reconnector.isRunning());
    assertFalse(broker.connected);
    broker.onLoss = () -> {};
    loseAndReconnect(Duration.ZERO);
  }

  /** Otherwise listeners would be told CONNECTING after CONNECTED. */
  @Test
  void connectionClosedAtOnceIsNotMadeAgain() {
    begin(Duration.ofMillis(1), Duration.ofMillis(1));
    broker.attempt = onLost -> reconnector.stop();
    reconnector.start(lost, Duration.ZERO);
    await(() -> !reconnector.isRunning());
    assertEquals(
        List.of(ConnectionState.CONNECTING), events.stream().map(ConnectionEvent::state).toList());
  }

  @Test
  void theLossOfAnotherThreadsConnectionIsNoticedBeforeTheNextAttempt() {
    begin(Duration.ofDays(1), Duration.ofDays(1));
    reconnector.start(lost, Duration.ZERO);
    await(() -> events.size() == 1);
    Exception later = new IllegalStateException("lost later");
    reconnector.start(later, Duration.ZERO); // another thread had connected
    await(() -> events.size() == 2);
    assertEquals(List.of("CONNECTING 0", "CONNECTING 0"), told());
    assertSame(later, events.get(1).cause().orElseThrow());
  }

  /** Also if the loss is noticed later. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAttemptWhoseConnectionIsLostAtOnceHasFailed(boolean late) {
    begin(Duration.ofMillis(1), Duration.ofMillis(1), 3);
    broker.attempt =
        onLost -> {
          Runnable noticing = () -> onLost.accept(lost, Duration.ZERO);
          if (late) {
            onEvent = noticing;
          } else {
            noticing.run();
          }
          throw TransportException.lostAtOnce("the connection", lost);
        };
    reconnector.start(lost, Duration.ZERO);
    await(() -> !reconnector.isRunning());
    assertEquals(List.of("CONNECTING 0", "CONNECTING 1", "CONNECTING 2", "GAVE_UP 3"), told());
  }

  /** Otherwise it would be lost for good. */
  @Test
  void aConnectionThatRemainsAfterAFailureIsMadeAgainWhenItIsLost() {
    begin(Duration.ofMillis(1), Duration.ofMillis(1), 1);
    AtomicReference<Runnable> losing = new AtomicReference<>();
    broker.attempt =
        onLost -> {
          broker.connected = true;
          losing.set(() -> onLost.accept(lost, Duration.ZERO));
          throw new IllegalStateException("thrown by the test");
        };
    reconnector.start(lost, Duration.ZERO);
    await(() -> !reconnector.isRunning());
    broker.attempt = onLost -> broker.connected = true;
    broker.connected = false;
    losing.get().run();
    await(() -> broker.connected && !reconnector.isRunning());
    assertEquals(List.of("CONNECTING 0", "CONNECTING 0"), told());
  }

  /** Whenever the loss is noticed. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatIsLostAfterTheAttemptIsNoFailureOfIt(boolean late) {
    begin(Duration.ofMillis(1), Duration.ofMillis(1), 1);
    AtomicReference<Runnable> losing = new AtomicReference<>();
    broker.attempt =
        onLost -> {
          broker.attempt = next -> broker.connected = true;
          losing.set(() -> onLost.accept(lost, Duration.ZERO));
          if (!late) {
            losing.get().run();
          }
        };
    reconnector.start(lost, Duration.ZERO);
    if (late) {
      await(() -> !reconnector.isRunning());
      losing.get().run();
    }
    await(() -> broker.connected && !reconnector.isRunning());
    assertEquals(List.of("CONNECTING 0", "CONNECTING 0"), told());
  }

  /** What the user asks for is not forgotten because of a loss that is noticed late. */
  @Test
  void anAttemptThatWasAskedForIsMade() {
    begin(Duration.ofMillis(1), Duration.ofMillis(1), 0);
    broker.onLoss =
        () -> {
          broker.onLoss = () -> {};
          reconnector.start(lost, Duration.ZERO);
        };
    reconnector.ask();
    await(() -> !reconnector.isRunning());
    assertTrue(broker.connected);
    assertEquals(List.of("CONNECTING 0"), told());
  }

  @Test
  void afterALossNothingIsTriedIfThatIsLeftToTheUser() {
    begin(Duration.ofMillis(1), Duration.ofMillis(1), 0);
    reconnector.start(lost, Duration.ZERO);
    await(() -> !reconnector.isRunning());
    assertEquals(List.of("DISCONNECTED 0"), told());
    reconnector.ask();
    await(() -> !reconnector.isRunning());
    assertTrue(broker.connected);
    assertEquals(List.of("DISCONNECTED 0", "CONNECTING 0"), told());
  }
}
