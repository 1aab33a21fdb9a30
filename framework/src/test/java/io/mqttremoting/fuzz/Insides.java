package io.mqttremoting.fuzz;

import static org.junit.jupiter.api.Assertions.fail;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Looks at what no user sees, and waits for it. */
final class Insides {
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL = TimeUnit.MICROSECONDS.toNanos(200);

  private Insides() {}

  /** The value at a path of fields. */
  static Object get(Object object, String path) {
    Object found = object;
    for (String name : path.split("\\.", -1)) {
      found = field(found, name);
    }
    return found;
  }

  private static Object field(Object object, String name) {
    try {
      Field field = object.getClass().getDeclaredField(name);
      field.setAccessible(true);
      synchronized (object) { // as most of them are guarded
        return field.get(object);
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** A number at a path of fields, or how much a collection there holds. */
  static long size(Object object, String path) {
    Object found = get(object, path);
    return found instanceof Map<?, ?> map
        ? map.size()
        : found instanceof Collection<?> all ? all.size() : ((Number) found).longValue();
  }

  /** Whether a bound has nothing inside, of which it knows the size. */
  static boolean isEmpty(Object bound) {
    return size(bound, "count") == 0 && size(bound, "bytes") == 0;
  }

  /** Whether a queue has run all of its tasks. */
  static boolean isIdle(Object queue) {
    Object tasks = get(queue, "tasks");
    synchronized (tasks) {
      return size(queue, "active") == 0 && ((Collection<?>) tasks).isEmpty();
    }
  }

  /** Waits until {@code condition} holds. */
  static void await(Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        fail("not in time: " + what.get());
      }
      LockSupport.parkNanos(POLL);
    }
  }
}
