package io.mqttremoting.model;

import static io.mqttremoting.model.InterfaceErrors.assertBroken;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What breaks one rule may break others, which are told at once, too. */
class BrokenTwiceTest {
  @RemoteInterface
  @SuppressWarnings("overloads")
  interface Properties {
    @Property("a/b")
    void show();

    @Property
    List<String> getX();

    @Property
    void setX(List<String> x);

    @Property
    void setX(String x);

    @Property
    Subscription onXChanged(Consumer<List<String>> handler);

    @Property
    Subscription onXChanged(Runnable handler);

    @Property
    boolean isOn();

    @Property
    List<?> getOn();
  }

  @Test
  void properties() {
    assertBroken(Properties.class, "");
  }

  @RemoteInterface
  interface Operations {
    @Operation(timeoutMillis = -1)
    void say(int number);

    @Operation(timeoutMillis = Long.MAX_VALUE)
    CompletableFuture<Void> sayAsync(List<?> texts);
  }

  @Test
  void operations() {
    assertBroken(Operations.class, "");
  }

  sealed interface SealedHandler {
    int handle();
  }

  record Handling() implements SealedHandler {
    @Override
    public int handle() {
      return 0;
    }
  }

  @RemoteInterface
  interface Signals {
    @Signal
    Subscription onX(SealedHandler handler);
  }

  @Test
  void signals() {
    assertBroken(
        Signals.class,
        "Signals#onX(SealedHandler): a handler is not a sealed interface; remove 'sealed'",
        "Signals#onX(SealedHandler): a handler is a functional interface whose method returns void,"
            + " which SealedHandler is not; use Consumer<T>, Runnable, or an interface of your own");
  }
}
