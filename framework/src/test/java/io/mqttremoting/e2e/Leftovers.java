package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.testsupport.Await;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What is left of objects that were done with, and of their threads. */
final class Leftovers {
  private final List<WeakReference<Object>> references = new ArrayList<>();

  /** Remembers an object that is to be freed, without keeping it. */
  synchronized <T> T watch(T object) {
    references.add(new WeakReference<>(object));
    return object;
  }

  /** Waits until all of them are freed; {@code count} is how many there are. */
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

  /** Waits until no thread is left whose name has {@code part}. */
  static void awaitNoThreads(String part) {
    Await.equal(Set.of(), () -> threads(part));
  }

  /** The threads whose name has {@code part}. */
  static Set<String> threads(String part) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains(part))
        .collect(Collectors.toSet());
  }
}
