package io.mqttremoting.internal.model;

import static io.mqttremoting.internal.model.InterfaceErrors.assertBroken;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** If something breaks several rules, all of them are reported at once. */
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
    assertBroken(
        Properties.class,
        "Properties#show(): the @Property name 'a/b'"
            + TopicLevel.RULE
            + "; choose another with @Property(\"name\")",
        "Properties#show(): a @Property method must be one of T getX(), boolean isX(), void"
            + " setX(T), CompletableFuture<T> setX(T) and Subscription"
            + " onXChanged(Consumer<T>); change its signature or its annotation",
        "Properties#getOn(): @Property 'on' has this method twice; keep" + " Properties#isOn()",
        "Properties#getOn(): the @Property must be a fully known type, but the"
            + " wildcard ? is not a type; name the type",
        "Properties#setX(List): @Property 'x' has this method twice; keep"
            + " Properties#setX(String)",
        "Properties#onXChanged(Consumer): @Property 'x' has this method twice; keep"
            + " Properties#onXChanged(Runnable)",
        "Properties#setX(String): @Property 'x' has type List<String> by its getter,"
            + " but the setter takes String; use the same type for both",
        "Properties#onXChanged(Runnable): the handler of @Property 'x' must have one parameter,"
            + " the new value; use a Consumer<List<String>>");
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
    assertBroken(
        Operations.class,
        "Operations#sayAsync(List): parameter 'texts' must be a fully known type,"
            + " but the wildcard ? is not a type; name the type",
        "Operations#sayAsync(List): the two methods of @Operation 'say' must agree, but"
            + " Operations#say(int) with result void and this one with result void do not; use"
            + " the same parameters and result, or different names",
        "Operations#say(int): timeoutMillis of @Operation 'say' must be positive; correct or"
            + " omit it",
        "Operations#say(int): timeoutMillis of @Operation 'say' must be at most 31536000000, one"
            + " year; correct or omit it",
        "Operations#say(int): the two methods of @Operation 'say' must have the same"
            + " timeoutMillis; set it on only one of them");
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
        "Signals#onX(SealedHandler): a handler must not be a sealed interface; remove 'sealed'",
        "Signals#onX(SealedHandler): a handler must be a functional interface whose method"
            + " returns void, but SealedHandler is not; use Consumer<T>, Runnable, or your own"
            + " interface");
  }
}
