package io.mqttremoting.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private final Listeners<Consumer<String>> listeners = new Listeners<>();
  private final List<String> called = new ArrayList<>();

  private Subscription add(String name) {
    return listeners.add(value -> called.add(name + value));
  }

  private void raise(String value) {
    listeners.forEach(handler -> handler.accept(value));
  }

  @Test
  void handlersAreCalledInTheOrderInWhichTheyWereAdded() {
    add("a");
    add("b");
    add("c");

    raise("1");
    raise("2");

    assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "c2"), called);
  }

  @Test
  void closingTakesOneHandlerAway() {
    add("a");
    Subscription b = add("b");
    add("c");

    b.close();
    b.close();
    raise("1");

    assertEquals(List.of("a1", "c1"), called);
  }

  @Test
  void emptyBeforeTheFirstAndAfterTheLastHandler() {
    assertTrue(listeners.isEmpty());
    Subscription a = add("a");
    assertFalse(listeners.isEmpty());
    a.close();
    assertTrue(listeners.isEmpty());
  }

  @Test
  void sameHandlerAddedTwiceIsCalledTwiceAndEachSubscriptionIsOneOfThem() {
    Consumer<String> handler = called::add;
    Subscription first = listeners.add(handler);
    Subscription second = listeners.add(handler);

    raise("1");
    first.close();
    first.close();
    raise("2");
    second.close();
    raise("3");

    assertEquals(List.of("1", "1", "2"), called);
  }

  @Test
  void handlersThatAreEqualAreStillTwo() {
    record Equal(List<String> called) implements Consumer<String> {
      @Override
      public void accept(String value) {
        called.add(value);
      }
    }
    List<String> none = new ArrayList<>();
    Subscription first = listeners.add(new Equal(none));
    listeners.add(new Equal(none));

    first.close();
    raise("1");

    assertEquals(List.of("1"), none);
  }

  @Test
  void handlerThatThrowsIsLoggedAndTheNextIsCalled() {
    RuntimeException failure = new IllegalStateException("broken");
    Consumer<String> broken =
        new Consumer<>() {
          @Override
          public void accept(String value) {
            throw failure;
          }

          @Override
          public String toString() {
            return "the broken one";
          }
        };
    add("a");
    listeners.add(broken);
    add("c");

    try (LogCapture log = new LogCapture(Listeners.class)) {
      raise("1");

      assertEquals(List.of("a1", "c1"), called);
      assertEquals(
          List.of("Handler the broken one failed; continuing with the next"), log.messages());
      assertSame(failure, log.thrown().get(0));
    }
  }

  @Test
  void failedAssertionInAHandlerDoesNotStopTheNext() {
    listeners.add(
        value -> {
          throw new AssertionError(value);
        });
    add("b");

    try (LogCapture log = new LogCapture(Listeners.class)) {
      raise("1");

      assertEquals(List.of("b1"), called);
      assertEquals(1, log.thrown().size());
    }
  }

  @Test
  void errorOfTheMachineReachesTheCaller() {
    InternalError error = new InternalError("out of order");
    listeners.add(
        value -> {
          throw error;
        });
    add("b");

    assertSame(error, assertThrows(InternalError.class, () -> raise("1")));
    assertEquals(List.of(), called);
  }

  @Test
  void handlerThatClosesALaterOneKeepsItFromBeingCalled() {
    List<Subscription> later = new ArrayList<>();
    listeners.add(value -> later.forEach(Subscription::close));
    later.add(add("b"));
    add("c");

    raise("1");

    assertEquals(List.of("c1"), called);
  }

  @Test
  void handlerThatClosesItselfIsCalledOnceAndTheOthersGoOn() {
    List<Subscription> own = new ArrayList<>();
    own.add(
        listeners.add(
            value -> {
              called.add("once" + value);
              own.get(0).close();
            }));
    add("b");

    raise("1");
    raise("2");

    assertEquals(List.of("once1", "b1", "b2"), called);
  }

  @Test
  void handlerAddedByAHandlerIsCalledFromTheNextTimeOn() {
    listeners.add(
        value -> {
          if (value.equals("1")) {
            add("new");
          }
        });

    raise("1");
    assertEquals(List.of(), called);
    raise("2");
    assertEquals(List.of("new2"), called);
  }

  @Test
  void handlerHasToBeGiven() {
    NullPointerException thrown =
        assertThrows(NullPointerException.class, () -> listeners.add(null));
    assertEquals("handler", thrown.getMessage());
  }
}
