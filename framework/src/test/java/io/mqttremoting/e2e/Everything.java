package io.mqttremoting.e2e;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

class Everything implements IEverything {
  final ObservableValue<Integer> count = new ObservableValue<>(3);
  final ObservableValue<String> name = new ObservableValue<>(null);
  final ObservableValue<Double> ratio = new ObservableValue<>(0.5);
  final ObservableValue<List<Point>> path = new ObservableValue<>(List.of(new Point(1, 2)));
  final ObservableValue<Boolean> enabled = new ObservableValue<>(true);
  final Listeners<Runnable> tick = new Listeners<>();
  final Listeners<Consumer<String>> named = new Listeners<>();
  final Listeners<BiConsumer<Integer, Point>> moved = new Listeners<>();
  final Listeners<Measured> measured = new Listeners<>();
  final AtomicInteger resets = new AtomicInteger();

  @Override
  public int getCount() {
    return count.get();
  }

  @Override
  public void setCount(int value) {
    count.set(value);
  }

  @Override
  public Subscription onCountChanged(IntConsumer handler) {
    return count.onChange(handler::accept);
  }

  @Override
  public String getName() {
    return name.get();
  }

  @Override
  public void setName(String value) {
    name.set(value);
  }

  @Override
  public Subscription onNameChanged(Consumer<String> handler) {
    return name.onChange(handler);
  }

  @Override
  public double getRatio() {
    return ratio.get();
  }

  @Override
  public Subscription onRatioChanged(DoubleConsumer handler) {
    return ratio.onChange(handler::accept);
  }

  @Override
  public String getVersion() {
    return "1.2.3";
  }

  @Override
  public List<Point> getPath() {
    return path.get();
  }

  @Override
  public void setPath(List<Point> value) {
    path.set(value);
  }

  @Override
  public Subscription onPathChanged(Consumer<List<Point>> handler) {
    return path.onChange(handler);
  }

  @Override
  public boolean isEnabled() {
    return enabled.get();
  }

  @Override
  public void setEnabled(boolean value) {
    enabled.set(value);
  }

  @Override
  public Subscription onEnabledChanged(Consumer<Boolean> handler) {
    return enabled.onChange(handler);
  }

  @Override
  public void reset() {
    resets.incrementAndGet();
  }

  @Override
  public long negate(long value) {
    return -value;
  }

  @Override
  public boolean not(boolean value) {
    return !value;
  }

  @Override
  public double half(double value) {
    return value / 2;
  }

  @Override
  public String join(String text, int number, boolean flag, double fraction, Color color) {
    return text + "|" + number + "|" + flag + "|" + fraction + "|" + color;
  }

  @Override
  public Optional<String> find(String key) {
    return key.isEmpty() ? Optional.empty() : Optional.of("found " + key);
  }

  @Override
  public List<Point> mirror(List<Point> points) {
    return points.stream().map(point -> new Point(point.y(), point.x())).toList();
  }

  @Override
  public Map<String, List<Integer>> group(int[] numbers) {
    return Arrays.stream(numbers)
        .boxed()
        .collect(
            Collectors.groupingBy(
                number -> number % 2 == 0 ? "even" : "odd", TreeMap::new, Collectors.toList()));
  }

  @Override
  public Color next(Color color) {
    return color == Color.RED ? Color.GREEN : Color.RED;
  }

  @Override
  public CompletableFuture<String> later(String text) {
    return CompletableFuture.supplyAsync(() -> "later " + text);
  }

  @Override
  public CompletableFuture<Void> resetLater() {
    return CompletableFuture.runAsync(this::reset);
  }

  @Override
  public Integer doubled(int value) {
    return 2 * value;
  }

  @Override
  public CompletableFuture<Integer> doubledLater(int value) {
    return CompletableFuture.completedFuture(2 * value);
  }

  @Override
  public Subscription onTick(Runnable handler) {
    return tick.add(handler);
  }

  @Override
  public Subscription onNamed(Consumer<String> handler) {
    return named.add(handler);
  }

  @Override
  public Subscription onMoved(BiConsumer<Integer, Point> handler) {
    return moved.add(handler);
  }

  @Override
  public Subscription onMeasured(Measured handler) {
    return measured.add(handler);
  }
}
