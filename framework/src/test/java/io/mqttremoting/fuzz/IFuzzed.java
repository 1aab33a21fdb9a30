package io.mqttremoting.fuzz;

import com.fasterxml.jackson.annotation.JsonValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/** Members of every kind, and payloads of every supported type. */
@RemoteInterface(module = "io.test.fuzz", name = "Fuzzed")
interface IFuzzed {
  /** A payload whose constructor refuses some values. */
  record Point(int x, int y) {
    public Point {
      if (x == y && x == 13) {
        throw new IllegalArgumentException("no point at 13");
      }
      if (x == 14) {
        throw new UnsupportedOperationException("nor at 14");
      }
    }
  }

  /** An enum that travels as its ordinal. */
  enum When {
    NOW,
    SOON
  }

  /** An enum that travels as its {@code @JsonValue}. */
  enum Color {
    RED(10),
    GREEN(20);

    private final int value;

    Color(int value) {
      this.value = value;
    }

    @JsonValue
    int value() {
      return value;
    }
  }

  /** All types that a field may have. */
  @SuppressWarnings("ArrayRecordComponent") // never compared with content
  record Wide(
      int i,
      long l,
      short s,
      byte b,
      char c,
      boolean z,
      double d,
      float f,
      String text,
      When when,
      Color color,
      Optional<Wide> next,
      OptionalInt maybeInt,
      OptionalDouble maybeDouble,
      Map<When, List<Wide>> map,
      Set<String> set,
      int[] ints,
      double[] doubles,
      float[] floats,
      byte[] bytes,
      Point[][] grid,
      BigInteger big,
      BigDecimal decimal,
      Instant instant,
      LocalDate date,
      Duration duration,
      UUID uuid,
      Object object) {}

  /** An error that the contract declares. */
  @RemoteError("refused")
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  @Property
  int getCount();

  @Property
  void setCount(int count);

  @Property
  Subscription onCountChanged(IntConsumer handler);

  @Property
  String getName();

  @Property
  CompletableFuture<String> setName(String name);

  @Property
  Subscription onNameChanged(Consumer<String> handler);

  @Property
  double getRatio();

  @Property
  Subscription onRatioChanged(DoubleConsumer handler);

  @Property("way_points")
  List<Point> getPath();

  @Property
  void setPath(List<Point> path);

  @Property
  Subscription onPathChanged(Consumer<List<Point>> handler);

  @Property
  Wide getWide();

  @Property
  void setWide(Wide wide);

  @Property
  Subscription onWideChanged(Consumer<Wide> handler);

  @Operation
  void reset();

  @Operation
  CompletableFuture<Long> negate(long value);

  @Operation
  String join(String text, int number, boolean flag, double fraction, Color color);

  @Operation
  Optional<String> find(String key) throws RefusedException;

  @Operation
  Map<String, List<Integer>> group(int[] numbers);

  @Operation
  CompletableFuture<Wide> mirror(Wide wide);

  @Signal
  Subscription onTick(Runnable handler);

  @Signal
  Subscription onNamed(Consumer<String> handler);

  @Signal
  Subscription onMoved(BiConsumer<Integer, Wide> handler);
}
