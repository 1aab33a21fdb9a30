package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProxyFactoryConcurrencyTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 20;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void endThreads() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(5, TimeUnit.SECONDS));
  }

  /** For example when several connections make their first client of an interface at once. */
  @Test
  void firstProxiesOfAnInterfaceMadeByManyThreadsShareOneClass() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Class<?> type = GeneratedInterfaces.withOperations(3);
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<Object>> made = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        made.add(
            threads.submit(
                () -> {
                  start.await();
                  return TestProxies.proxy(type, (self, method, args) -> 1);
                }));
      }
      Set<Class<?>> classes = new HashSet<>();
      for (Future<Object> proxy : made) {
        classes.add(proxy.get().getClass());
      }
      assertEquals(1, classes.size());
    }
  }
}
