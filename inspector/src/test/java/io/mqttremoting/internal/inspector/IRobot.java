package io.mqttremoting.internal.inspector;

import io.mqttremoting.api.Description;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

@Description("Drives about.")
@RemoteInterface(module = "io.factory", name = "Robot", version = "1.0")
interface IRobot {
  record Position(double x, double y) {}

  enum Mode {
    AUTO,
    MANUAL
  }

  @RemoteError("blocked")
  final class BlockedException extends Exception {
    private static final long serialVersionUID = 1L;

    BlockedException(String message) {
      super(message);
    }
  }

  @Property
  Position getPosition();

  @Property
  Subscription onPositionChanged(Consumer<Position> handler);

  @Property
  double getHeat();

  @Property
  Subscription onHeatChanged(Consumer<Double> handler);

  @Property
  Mode getMode();

  @Property
  CompletableFuture<Mode> setMode(Mode mode);

  @Property
  Subscription onModeChanged(Consumer<Mode> handler);

  @Operation
  @Description("Drives to a place, and returns the way in metres.")
  double moveTo(Position target, Mode mode) throws BlockedException;

  @Operation
  long count(long by);

  @Signal
  Subscription onBumped(BiConsumer<String, Integer> handler);
}
