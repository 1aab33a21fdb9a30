package io.mqttremoting.internal.inspector;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A service with a bit of everything that the page shows. */
final class Robot implements IRobot {
  final ObservableValue<Position> position = new ObservableValue<>(new Position(0, 0));
  final ObservableValue<Double> heat = new ObservableValue<>(20.0);
  final ObservableValue<Mode> mode = new ObservableValue<>(Mode.AUTO);
  final Listeners<BiConsumer<String, Integer>> bumped = new Listeners<>();

  /** Serves one until the process is killed: arguments are the broker and the instance. */
  public static void main(String[] arguments) throws InterruptedException {
    RemotingConnection connection = MqttRemoting.connect(arguments[0]);
    connection.serve(new Robot(), ServiceOptions.defaults().withInstance(arguments[1]));
    Thread.currentThread().join();
  }

  void bump(String what, int howOften) {
    bumped.forEach(handler -> handler.accept(what, howOften));
  }

  @Override
  public Position getPosition() {
    return position.get();
  }

  @Override
  public Subscription onPositionChanged(Consumer<Position> handler) {
    return position.onChange(handler);
  }

  @Override
  public double getHeat() {
    return heat.get();
  }

  @Override
  public Subscription onHeatChanged(Consumer<Double> handler) {
    return heat.onChange(handler);
  }

  @Override
  public Mode getMode() {
    return mode.get();
  }

  @Override
  public CompletableFuture<Mode> setMode(Mode value) {
    mode.set(value);
    return CompletableFuture.completedFuture(value);
  }

  @Override
  public Subscription onModeChanged(Consumer<Mode> handler) {
    return mode.onChange(handler);
  }

  @Override
  public double moveTo(Position target, Mode how) throws BlockedException {
    if (how == Mode.MANUAL) {
      throw new BlockedException("a box <b>stands</b> there");
    }
    double way = Math.hypot(target.x() - getPosition().x(), target.y() - getPosition().y());
    position.set(target);
    return way;
  }

  @Override
  public long count(long by) {
    return by + 1;
  }

  @Override
  public Subscription onBumped(BiConsumer<String, Integer> handler) {
    return bumped.add(handler);
  }
}
