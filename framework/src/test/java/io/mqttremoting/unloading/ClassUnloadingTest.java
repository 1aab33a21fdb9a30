package io.mqttremoting.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mqttremoting.testbroker.BrokerExtension;
import io.mqttremoting.testbroker.BrokerUri;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A program that has stopped using the library can be unloaded, however often it is loaded again.
 */
@Tag("long")
@Timeout(120)
@ExtendWith(BrokerExtension.class)
class ClassUnloadingTest {
  private static final int LOADERS = 3;
  private static final long DEADLINE_MILLIS = 20_000;

  private final ReferenceQueue<ClassLoader> unloaded = new ReferenceQueue<>();

  @RepeatedTest(2)
  void loadersOfInterfacesAndPayloadsAreFreed(@BrokerUri String broker) throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < LOADERS; i++) {
      loaders.add(runInOwnLoader(broker));
    }

    assertEquals(LOADERS, awaitUnloaded(), "loaders freed in time");
    loaders.forEach(loader -> assertNull(loader.get())); // keeps the references alive until here
  }

  private WeakReference<ClassLoader> runInOwnLoader(String broker) throws Exception {
    try (OwnLoader loader = new OwnLoader()) {
      Class<?> type = loader.loadClass(Scenario.class.getName());
      assertNotSame(Scenario.class, type);
      @SuppressWarnings("unchecked") // Scenario implements it
      Consumer<String> scenario = (Consumer<String>) type.getDeclaredConstructor().newInstance();
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader); // as containers do, and threads inherit it
      try {
        scenario.accept(broker);
      } finally {
        thread.setContextClassLoader(before);
      }
      return new WeakReference<>(loader, unloaded);
    }
  }

  /** Waits until all loaders are freed or the deadline is over; returns how many were freed. */
  private int awaitUnloaded() throws InterruptedException {
    long deadline = System.currentTimeMillis() + DEADLINE_MILLIS;
    int freed = 0;
    while (freed < LOADERS && System.currentTimeMillis() < deadline) {
      System.gc();
      if (unloaded.remove(200) != null) {
        freed++;
      }
    }
    return freed;
  }
}
