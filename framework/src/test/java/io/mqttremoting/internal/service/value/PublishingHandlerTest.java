package io.mqttremoting.internal.service.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.model.InterfaceReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PublishingHandlerTest {
  private final List<String> published = new ArrayList<>();

  private Object publisherFor(Class<?> type) {
    return PublishingHandler.create(
        "io.world/Hello.moved",
        InterfaceReader.read(type).signals().get(0).handler(),
        arguments -> published.add(Arrays.toString(arguments)));
  }

  @RemoteInterface
  interface OfRunnable {
    @Signal
    Subscription onX(Runnable handler);
  }

  @Test
  void handlerWithoutParametersPublishesNoArguments() {
    ((Runnable) publisherFor(OfRunnable.class)).run();

    assertEquals(List.of("[]"), published);
  }

  private interface Hidden {
    void moved(int x, int y);

    default void movedTwice(int x, int y) {
      moved(x, y);
      moved(x, y);
    }

    default void reset() {
      moved(0, 0);
    }
  }

  @RemoteInterface
  interface OfHidden {
    @Signal
    Subscription onX(Hidden handler);
  }

  @Test
  void defaultMethodsOfAPrivateHandlerInterfaceWork() {
    Hidden publisher = (Hidden) publisherFor(OfHidden.class);

    publisher.movedTwice(1, 2);
    publisher.reset();

    assertEquals(List.of("[1, 2]", "[1, 2]", "[0, 0]"), published);
  }

  @RemoteInterface
  interface OfConsumer {
    @Signal
    Subscription onX(Consumer<String> handler);
  }

  @Test
  @SuppressWarnings("unchecked") // a Consumer<String> by its interface
  void defaultMethodsOfJavasOwnHandlerInterfacesWork() {
    Consumer<String> publisher = (Consumer<String>) publisherFor(OfConsumer.class);

    publisher.andThen(text -> published.add("then " + text)).accept("a");

    assertEquals(List.of("[a]", "then a"), published);
  }

  interface Repeating extends Consumer<String> {
    @Override
    void accept(String text);
  }

  @RemoteInterface
  interface OfRepeating {
    @Signal
    Subscription onX(Repeating handler);
  }

  @Test
  void methodIsOneByWhicheverTypeItIsCalled() {
    Repeating publisher = (Repeating) publisherFor(OfRepeating.class);
    Consumer<String> parent = publisher;

    publisher.accept("a");
    parent.accept("b");

    assertEquals(List.of("[a]", "[b]"), published);
  }

  @Test
  void publisherIsEqualToItselfAloneAndTellsWhatItPublishes() {
    Object publisher = publisherFor(OfRunnable.class);

    assertTrue(publisher.equals(publisher));
    assertNotEquals(publisher, publisherFor(OfRunnable.class));
    assertEquals(System.identityHashCode(publisher), publisher.hashCode());
    assertEquals("publisher of io.world/Hello.moved", publisher.toString());
    assertEquals(List.of(), published);
  }
}
