package io.mqttremoting.e2e;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/** Members of every kind, with many types. */
@RemoteInterface(module = "io.test.wide", name = "Everything")
interface IEverything {
  // a primitive
  @Property
  int getCount();

  @Property
  void setCount(int count);

  @Property
  Subscription onCountChanged(IntConsumer handler);

  // null until it is set
  @Property
  String getName();

  @Property
  void setName(String name);

  @Property
  Subscription onNameChanged(Consumer<String> handler);

  // read-only
  @Property
  double getRatio();

  @Property
  Subscription onRatioChanged(DoubleConsumer handler);

  // a constant
  @Property
  String getVersion();

  // generic type, and a different name on the wire
  @Property("way_points")
  List<Point> getPath();

  @Property
  void setPath(List<Point> path);

  @Property
  Subscription onPathChanged(Consumer<List<Point>> handler);

  @Property
  boolean isEnabled();

  @Property
  void setEnabled(boolean enabled);

  @Property
  Subscription onEnabledChanged(Consumer<Boolean> handler);

  @Operation
  void reset();

  @Operation
  long negate(long value);

  @Operation
  boolean not(boolean value);

  @Operation
  double half(double value);

  @Operation
  String join(String text, int number, boolean flag, double fraction, Color color);

  @Operation
  Optional<String> find(String key);

  @Operation
  List<Point> mirror(List<Point> points);

  @Operation
  Map<String, List<Integer>> group(int[] numbers);

  @Operation
  Color next(Color color);

  @Operation
  CompletableFuture<String> later(String text);

  @Operation
  CompletableFuture<Void> resetLater();

  @Operation("twice")
  Integer doubled(int value);

  @Operation("twice")
  CompletableFuture<Integer> doubledLater(int value);

  @Signal
  Subscription onTick(Runnable handler);

  @Signal
  Subscription onNamed(Consumer<String> handler);

  @Signal
  Subscription onMoved(BiConsumer<Integer, Point> handler);

  @Signal
  Subscription onMeasured(Measured handler);

  /** A functional interface that the contract declares. */
  interface Measured {
    void measured(String what, double value, Color color);
  }
}
