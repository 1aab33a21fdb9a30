package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/** The implementation that is served, with access for tests. */
final class Everything implements IEverything {
  static final Point ORIGIN = new Point("origin", 0, List.of());

  final ObservableValue<String> version = new ObservableValue<>("1.0");
  final BlockingQueue<String> remembered = new LinkedBlockingQueue<>();
  final BlockingQueue<CompletableFuture<String>> held = new LinkedBlockingQueue<>();
  final AtomicInteger touched = new AtomicInteger();

  /** The contexts of the calls that are held. */
  final BlockingQueue<OperationContext> contexts = new LinkedBlockingQueue<>();

  /** A part of the level whose changes the service does not publish. */
  final AtomicInteger untold = new AtomicInteger();

  private final ObservableValue<Integer> number = new ObservableValue<>(-1);
  private final ObservableValue<Point> point = new ObservableValue<>(ORIGIN);
  private final ObservableValue<Double> ratio = new ObservableValue<>(0.5);
  private final ObservableValue<Integer> level = new ObservableValue<>(1);
  private final Listeners<Runnable> tick = new Listeners<>();
  private final Listeners<Consumer<String>> named = new Listeners<>();
  private final Listeners<BiConsumer<Integer, Point>> moved = new Listeners<>();
  private final AtomicInteger counter = new AtomicInteger();

  @Override
  public int getNumber() {
    return number.get();
  }

  @Override
  public void setNumber(int value) {
    number.set(value);
  }

  @Override
  public Subscription onNumberChanged(IntConsumer handler) {
    return number.onChange(handler::accept);
  }

  @Override
  public Point getPoint() {
    return point.get();
  }

  @Override
  public void setPoint(Point value) {
    point.set(value);
  }

  @Override
  public Subscription onPointChanged(Consumer<Point> handler) {
    return point.onChange(handler);
  }

  @Override
  public double getRatio() {
    return ratio.get();
  }

  @Override
  public void setRatio(double value) {
    ratio.set(value);
  }

  @Override
  public Subscription onRatioChanged(DoubleConsumer handler) {
    return ratio.onChange(handler::accept);
  }

  @Override
  public String getVersion() {
    return version.get();
  }

  @Override
  public Subscription onVersionChanged(Consumer<String> handler) {
    return version.onChange(handler);
  }

  @Override
  public int getLevel() {
    return level.get() + untold.get();
  }

  @Override
  public CompletableFuture<Integer> setLevel(int value) {
    if (value < 0) {
      return CompletableFuture.failedFuture(new RefusedException(value + " is negative"));
    }
    if (value == 13) {
      throw new IllegalArgumentException("not 13");
    }
    level.set(Math.min(value, 100));
    return CompletableFuture.completedFuture(level.get());
  }

  @Override
  public Subscription onLevelChanged(IntConsumer handler) {
    return level.onChange(handler::accept);
  }

  @Override
  public int count() {
    return counter.incrementAndGet();
  }

  @Override
  public String echo(String text) {
    return text;
  }

  @Override
  public String join(String text, int number, Point point) {
    return text + " " + number + " " + point;
  }

  @Override
  public void remember(String text) {
    remembered.add(text);
  }

  @Override
  public void touch() {
    touched.incrementAndGet();
  }

  @Override
  public CompletableFuture<String> later(String text) {
    return CompletableFuture.supplyAsync(() -> "later " + text);
  }

  @Override
  public CompletableFuture<Void> touchLater() {
    return CompletableFuture.runAsync(this::touch);
  }

  @Override
  public int add(int a, int b) throws RefusedException {
    if (a < 0) {
      throw new RefusedException(a + " is negative");
    }
    return a + b;
  }

  @Override
  public String fail(Failure how, String message) {
    throw switch (how) {
      case ILLEGAL_ARGUMENT -> new IllegalArgumentException(message);
      case ILLEGAL_STATE -> new IllegalStateException(message);
      case UNSUPPORTED -> new UnsupportedOperationException(message);
      case CANCELLATION -> new CancellationException(message);
      case OTHER -> new IndexOutOfBoundsException(message);
    };
  }

  @Override
  public double divide(double a, double b) {
    return a / b;
  }

  @Override
  public CompletableFuture<String> held() {
    CompletableFuture<String> result = new CompletableFuture<>();
    held.add(result);
    contexts.add(OperationContext.current());
    return result;
  }

  @Override
  public CompletableFuture<String> heldUp() {
    CompletableFuture<String> result = held();
    result.join();
    return result;
  }

  @Override
  public String tooLate() {
    return Await.next(held).join();
  }

  @Override
  public void rememberSoon(String text) {
    remember(text);
  }

  @Override
  public void tell(String text) {
    String answer = Await.next(held).join();
    remembered.add(text + " " + answer);
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

  void tick() {
    tick.forEach(Runnable::run);
  }

  void name(String text) {
    named.forEach(handler -> handler.accept(text));
  }

  void move(int distance, Point to) {
    moved.forEach(handler -> handler.accept(distance, to));
  }
}
