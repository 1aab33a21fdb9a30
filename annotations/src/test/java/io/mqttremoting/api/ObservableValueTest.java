package io.mqttremoting.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservableValueTest {
  private final List<Object> seen = new ArrayList<>();

  @Test
  void startsAsItsInitialValueOfWhichNoHandlerIsTold() {
    ObservableValue<String> value = new ObservableValue<>("a");
    value.onChange(seen::add);

    assertEquals("a", value.get());
    assertEquals(List.of(), seen);
  }

  @Test
  void handlersAreToldOfEachChangeWhenItIsThere() {
    ObservableValue<String> value = new ObservableValue<>("a");
    value.onChange(changed -> seen.add(changed + " " + value.get()));

    value.set("b");
    value.set("c");

    assertEquals(List.of("b b", "c c"), seen);
  }

  @Test
  void equalValueIsNoChange() {
    String first = new String(new char[] {'a'});
    ObservableValue<String> value = new ObservableValue<>(first);
    value.onChange(seen::add);

    value.set(new String(new char[] {'a'}));

    assertEquals(List.of(), seen);
    assertSame(first, value.get());
  }

  @Test
  void arraysAreComparedByTheirContent() {
    ObservableValue<int[]> value = new ObservableValue<>(new int[] {1, 2});
    value.onChange(seen::add);

    value.set(new int[] {1, 2});
    assertEquals(List.of(), seen);

    value.set(new int[] {1, 3});
    assertArrayEquals(new int[] {1, 3}, (int[]) seen.get(0));
  }

  @Test
  void nestedArraysAreComparedByTheirContent() {
    ObservableValue<String[][]> value = new ObservableValue<>(new String[][] {{"a"}, {"b"}});
    value.onChange(seen::add);

    value.set(new String[][] {{"a"}, {"b"}});

    assertEquals(List.of(), seen);
  }

  @Test
  void nullIsAValueLikeOthers() {
    ObservableValue<String> value = new ObservableValue<>(null);
    value.onChange(seen::add);
    assertNull(value.get());

    value.set(null);
    value.set("a");
    value.set(null);
    value.set(null);

    assertEquals(Arrays.asList("a", null), seen);
    assertNull(value.get());
  }

  @Test
  void closedHandlerIsToldOfNothing() {
    ObservableValue<Integer> value = new ObservableValue<>(0);
    Subscription subscription = value.onChange(seen::add);

    value.set(1);
    subscription.close();
    value.set(2);

    assertEquals(List.of(1), seen);
  }

  @Test
  void equalValueIsReportedOnceToWhoeverAskedForTheNext() {
    ObservableValue<Integer> value = new ObservableValue<>(0);
    List<Integer> others = new ArrayList<>();
    Subscription subscription = value.onChange(seen::add);
    value.onChange(others::add);

    subscription.reportNext();
    value.set(0);
    value.set(0);
    assertEquals(List.of(0), seen);
    assertEquals(List.of(), others);

    subscription.reportNext();
    value.set(1);
    value.set(1);
    assertEquals(List.of(0, 1), seen);
    assertEquals(List.of(1), others);
  }

  @Test
  void changesMadeByAHandlerReachEveryHandlerInOrder() {
    ObservableValue<Integer> value = new ObservableValue<>(0);
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    value.onChange(before::add);
    value.onChange(
        changed -> {
          if (changed < 4) {
            value.set(changed + 1);
            assertEquals(changed + 1, value.get(), "it is the value at once");
          }
        });
    value.onChange(after::add);

    value.set(1);

    assertEquals(List.of(1, 2, 3, 4), before);
    assertEquals(List.of(1, 2, 3, 4), after);
  }

  @Test
  void handlerThatThrowsIsLoggedAndTheNextIsTold() {
    ObservableValue<Integer> value = new ObservableValue<>(0);
    value.onChange(
        changed -> {
          throw new IllegalStateException("broken");
        });
    value.onChange(seen::add);

    try (LogCapture log = new LogCapture(Listeners.class)) {
      value.set(1);
      value.set(2);

      assertEquals(List.of(1, 2), seen);
      assertEquals(2, log.messages().size());
    }
  }

  @Test
  void afterAnErrorTheNextChangeIsReportedAgain() {
    ObservableValue<Integer> value = new ObservableValue<>(0);
    value.onChange(
        changed -> {
          if (changed == 1) {
            throw new InternalError("out of order");
          }
        });
    value.onChange(seen::add);

    assertThrows(InternalError.class, () -> value.set(1));
    assertEquals(1, value.get());
    value.set(2);

    assertEquals(List.of(2), seen);
  }

  @Test
  void changesQueuedBehindAnErrorAreReportedBeforeTheNext() {
    ObservableValue<Integer> value = new ObservableValue<>(0);
    value.onChange(
        changed -> {
          if (changed == 1) {
            value.set(2);
            throw new InternalError("out of order");
          }
        });
    value.onChange(seen::add);

    assertThrows(InternalError.class, () -> value.set(1));
    value.set(3);

    assertEquals(List.of(2, 3), seen);
  }
}
