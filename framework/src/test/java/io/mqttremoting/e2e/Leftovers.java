package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.testsupport.Await;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds objects that are no longer used but still reachable, and threads that still run. */
final class Leftovers {
  private final List<WeakReference<Object>> references = new ArrayList<>();

  /** Watches an object, by a weak reference. */
  synchronized <T> T watch(T object) {
    references.add(new WeakReference<>(object));
    return object;
  }

  /** Waits until all watched objects are freed; {@code count} is how many there must be. */
  void awaitFreed(int count) {
    assertEquals(count, references.size());
    Await.until(
        () -> "freed, of " + count + ", all but " + kept(),
        () -> {
          System.gc();
          return kept().isEmpty();
        });
  }

  private List<Class<?>> kept() {
    return references.stream()
        .map(WeakReference::get)
        .filter(Objects::nonNull)
        .<Class<?>>map(Object::getClass)
        .toList();
  }

  /** Waits until no thread has {@code part} in its name. */
  static void awaitNoThreads(String part) {
    Await.equal(Set.of(), () -> threads(part));
  }

  /** The names of the threads that contain {@code part}. */
  static Set<String> threads(String part) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains(part))
        .collect(Collectors.toSet());
  }
}
