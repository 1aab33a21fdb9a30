package io.mqttremoting.fuzz;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** Carries out each call, and fails if an argument asks for that. Raises no signals. */
final class Fuzzed implements IFuzzed {
  private final ObservableValue<Integer> count = new ObservableValue<>(0);
  private final ObservableValue<String> name = new ObservableValue<>(null);
  private final ObservableValue<Double> ratio = new ObservableValue<>(0.5);
  private final ObservableValue<List<Point>> path = new ObservableValue<>(List.of());
  private final ObservableValue<Wide> wide = new ObservableValue<>(null);
  private final Listeners<Runnable> tick = new Listeners<>();
  private final Listeners<Consumer<String>> named = new Listeners<>();
  private final Listeners<BiConsumer<Integer, Wide>> moved = new Listeners<>();

  @Override
  public int getCount() {
    return count.get();
  }

  @Override
  public void setCount(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative");
    }
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
  public CompletableFuture<String> setName(String value) {
    name.set(value);
    return CompletableFuture.completedFuture(value);
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
  public Wide getWide() {
    return wide.get();
  }

  @Override
  public void setWide(Wide value) {
    wide.set(value);
  }

  @Override
  public Subscription onWideChanged(Consumer<Wide> handler) {
    return wide.onChange(handler);
  }

  @Override
  public void reset() {}

  @Override
  public CompletableFuture<Long> negate(long value) {
    return value == 0 ? null : CompletableFuture.completedFuture(-value);
  }

  @Override
  public String join(String text, int number, boolean flag, double fraction, Color color) {
    return text + number + flag + fraction + color.value();
  }

  @Override
  public Optional<String> find(String key) throws RefusedException {
    if (key.isEmpty()) {
      throw new RefusedException(key);
    }
    return Optional.of(key);
  }

  @Override
  public Map<String, List<Integer>> group(int[] numbers) {
    return Arrays.stream(numbers)
        .boxed()
        .collect(Collectors.groupingBy(number -> number % 2 == 0 ? "even" : "odd"));
  }

  @Override
  public CompletableFuture<Wide> mirror(Wide value) {
    return CompletableFuture.supplyAsync(() -> value);
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
  public Subscription onMoved(BiConsumer<Integer, Wide> handler) {
    return moved.add(handler);
  }
}
