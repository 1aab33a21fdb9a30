package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/** A contract with members of every kind. */
@RemoteInterface(module = "conformance", name = "Everything")
interface IEverything {
  record Point(String name, double x, List<Integer> tags) {}

  /** How an operation is to fail. */
  enum Failure {
    ILLEGAL_ARGUMENT,
    ILLEGAL_STATE,
    UNSUPPORTED,
    CANCELLATION,
    OTHER
  }

  @RemoteError("refused")
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  @Property
  int getNumber();

  @Property
  void setNumber(int value);

  @Property
  Subscription onNumberChanged(IntConsumer handler);

  @Property
  Point getPoint();

  @Property
  void setPoint(Point value);

  @Property
  Subscription onPointChanged(Consumer<Point> handler);

  @Property
  double getRatio();

  @Property
  void setRatio(double value);

  @Property
  Subscription onRatioChanged(DoubleConsumer handler);

  @Property
  String getVersion();

  @Property
  Subscription onVersionChanged(Consumer<String> handler);

  @Property
  int getLevel();

  /** A confirmed write: returns the new level, which is at most 100. */
  @Property
  CompletableFuture<Integer> setLevel(int value) throws RefusedException;

  @Property
  Subscription onLevelChanged(IntConsumer handler);

  @Operation
  int count();

  @Operation
  String echo(String text);

  @Operation
  String join(String text, int number, Point point);

  @Operation
  void remember(String text);

  @Operation
  void touch();

  @Operation
  CompletableFuture<String> later(String text);

  @Operation
  CompletableFuture<Void> touchLater();

  @Operation
  int add(int a, int b) throws RefusedException;

  @Operation
  default CompletableFuture<Integer> addAsync(int a, int b) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return add(a, b);
          } catch (RefusedException e) {
            throw new CompletionException(e);
          }
        });
  }

  @Operation
  String fail(Failure how, String message);

  @Operation
  double divide(double a, double b);

  /** Completes when the test completes it. */
  @Operation
  CompletableFuture<String> held();

  /** As {@link #held()}, but the service does nothing else meanwhile. */
  @Operation
  CompletableFuture<String> heldUp();

  @Operation(timeoutMillis = 250)
  String tooLate();

  @Operation(timeoutMillis = 100)
  void rememberSoon(String text);

  @Operation(oneWay = true)
  void tell(String text);

  @Signal
  Subscription onTick(Runnable handler);

  @Signal
  Subscription onNamed(Consumer<String> handler);

  @Signal
  Subscription onMoved(BiConsumer<Integer, Point> handler);

  /** A later version of the contract with other types, which callers may have. */
  @RemoteInterface(module = "conformance", name = "Everything")
  interface Changed {
    @Property
    String getVersion();

    @Property
    void setVersion(String value);

    @Property
    Subscription onVersionChanged(Consumer<String> handler);

    @Property
    int getNumber();

    @Property
    void setNumber(int value);

    @Property
    Subscription onNumberChanged(IntConsumer handler);

    @Operation
    int missing();

    @Operation
    String echo(int number);

    @Operation
    int count(int surplus);
  }
}
