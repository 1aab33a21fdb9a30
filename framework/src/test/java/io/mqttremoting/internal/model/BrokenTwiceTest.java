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
    assertBroken(
        Properties.class,
        "Properties#show(): the @Property name 'a/b'"
            + TopicLevel.RULE
            + "; give another with @Property(\"name\")",
        "Properties#show(): a @Property method is one of T getX(), boolean isX(), void"
            + " setX(T), CompletableFuture<T> setX(T) and Subscription"
            + " onXChanged(Consumer<T>); give it one of these shapes, or another annotation",
        "Properties#getOn(): @Property 'on' has this method twice; keep" + " Properties#isOn()",
        "Properties#getOn(): the @Property has to be a fully known type, but the"
            + " wildcard ? is not a type; name the type",
        "Properties#setX(List): @Property 'x' has this method twice; keep"
            + " Properties#setX(String)",
        "Properties#onXChanged(Consumer): @Property 'x' has this method twice; keep"
            + " Properties#onXChanged(Runnable)",
        "Properties#setX(String): @Property 'x' is of type List<String> by its getter,"
            + " but the setter takes String; give both the same type",
        "Properties#onXChanged(Runnable): the handler of @Property 'x' takes one"
            + " parameter, the new value; take a Consumer<List<String>>");
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
        "Operations#sayAsync(List): parameter 'texts' has to be a fully known type,"
            + " but the wildcard ? is not a type; name the type",
        "Operations#sayAsync(List): the two methods of @Operation 'say' have to agree,"
            + " Operations#say(int) with result void and this one with result void do not;"
            + " give both the same parameters and result, or another name",
        "Operations#say(int): timeoutMillis of @Operation 'say' is positive; correct"
            + " it, or leave it out",
        "Operations#say(int): timeoutMillis of @Operation 'say' is at most"
            + " 31536000000, a year; correct it, or leave it out",
        "Operations#say(int): the two methods of @Operation 'say' have the same"
            + " timeoutMillis; give it on one of them");
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
            + " which SealedHandler is not; use Consumer<T>, Runnable, or an interface of your"
            + " own");
  }
}
