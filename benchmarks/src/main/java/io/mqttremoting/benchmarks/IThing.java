package io.mqttremoting.benchmarks;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** An interface of a usual size, of which many copies are made. */
@RemoteInterface
public interface IThing {
  /** A property's value. */
  @Property
  int getLevel();

  /** Asks for its change. */
  @Property
  void setLevel(int level);

  /** Tells of its changes. */
  @Property
  Subscription onLevelChanged(Consumer<Integer> handler);

  /** A property that is read only. */
  @Property
  Reading getReading();

  /** Tells of its changes. */
  @Property
  Subscription onReadingChanged(Consumer<Reading> handler);

  /** An operation with a result. */
  @Operation
  double measure(String sensor, int times);

  /** An operation without one. */
  @Operation
  void reset(String reason);

  /** A signal. */
  @Signal
  Subscription onAlarm(BiConsumer<String, Reading> handler);
}
