package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
  private final List<Integer> done = new ArrayList<>();

  private Runnable failing(int step, Error failure) {
    return () -> {
      done.add(step);
      throw failure;
    };
  }

  @Test
  void allAreDoneAndTheFirstFailureIsThrown() {
    AssertionError first = new AssertionError("first");
    AssertionError second = new AssertionError("second");
    List<Runnable> steps =
        List.of(() -> done.add(1), failing(2, first), failing(3, second), () -> done.add(4));
    assertSame(first, assertThrows(AssertionError.class, () -> Steps.runAll(steps)));
    assertEquals(List.of(1, 2, 3, 4), done);
    assertArrayEquals(new Throwable[] {second}, first.getSuppressed());
  }

  @Test
  void withoutAFailureNothingIsThrown() {
    Steps.runAll(List.of(() -> done.add(1), () -> done.add(2)));
    assertEquals(List.of(1, 2), done);
  }
}
