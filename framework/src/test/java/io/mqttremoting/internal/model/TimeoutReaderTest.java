package io.mqttremoting.internal.model;

import static io.mqttremoting.internal.model.InterfaceErrors.assertBroken;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TimeoutReaderTest {
  private static Optional<Duration> timeout(Class<?> type) {
    return InterfaceReader.read(type).operations().get(0).timeout();
  }

  @RemoteInterface
  interface None {
    @Operation
    void say();
  }

  @RemoteInterface
  interface Given {
    @Operation(timeoutMillis = 1500)
    void say();
  }

  @RemoteInterface
  interface OnBlockingOnly {
    @Operation(timeoutMillis = 5)
    void say();

    @Operation
    CompletableFuture<Void> sayAsync();
  }

  @RemoteInterface
  interface OnFutureOnly {
    @Operation
    void say();

    @Operation(timeoutMillis = 7)
    CompletableFuture<Void> sayAsync();
  }

  @RemoteInterface
  interface OnBoth {
    @Operation(timeoutMillis = 9)
    void say();

    @Operation(timeoutMillis = 9)
    CompletableFuture<Void> sayAsync();
  }

  @Test
  void isTheConnectionsUnlessGiven() {
    assertEquals(Optional.empty(), timeout(None.class));
    assertEquals(Optional.of(Duration.ofMillis(1500)), timeout(Given.class));
  }

  @Test
  void holdsForBothMethodsOfAPair() {
    assertEquals(Optional.of(Duration.ofMillis(5)), timeout(OnBlockingOnly.class));
    assertEquals(Optional.of(Duration.ofMillis(7)), timeout(OnFutureOnly.class));
    assertEquals(Optional.of(Duration.ofMillis(9)), timeout(OnBoth.class));
  }

  @RemoteInterface
  interface Negative {
    @Operation(timeoutMillis = -1)
    void say();
  }

  @Test
  void isPositive() {
    assertBroken(
        Negative.class,
        "Negative#say(): timeoutMillis of @Operation 'say' must be positive; correct or omit it");
  }

  @RemoteInterface
  interface AYear {
    @Operation(timeoutMillis = 31_536_000_000L)
    void say();
  }

  @RemoteInterface
  interface TooLong {
    @Operation(timeoutMillis = Long.MAX_VALUE)
    void say();
  }

  @Test
  void isAYearAtMost() {
    assertEquals(Optional.of(Duration.ofDays(365)), timeout(AYear.class));
    assertBroken(
        TooLong.class,
        "TooLong#say(): timeoutMillis of @Operation 'say' must be at most 31536000000, one year;"
            + " correct or omit it");
  }

  @RemoteInterface
  interface Different {
    @Operation(timeoutMillis = 1)
    void say();

    @Operation(timeoutMillis = 2)
    CompletableFuture<Void> sayAsync();
  }

  @Test
  void isTheSameForBothMethodsOfAPair() {
    assertBroken(
        Different.class,
        "Different#say(): the two methods of @Operation 'say' must have the same timeoutMillis;"
            + " set it on only one of them");
  }
}
