package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes services together, even if some of them fail: all stop accepting requests before any is
 * waited for, and they share one timeout.
 */
final class ServiceShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceShutdown.class);
  private static final Duration LISTENING_TIMEOUT = Duration.ofSeconds(1);

  private final ServedInterfaces served;
  private final Duration drainTimeout;
  private final Executor workers;

  /** Closes services of {@code served}; waits for their requests up to {@code drainTimeout}. */
  ServiceShutdown(ServedInterfaces served, Duration drainTimeout, Executor workers) {
    this.served = served;
    this.drainTimeout = drainTimeout;
    this.workers = workers;
  }

  /**
   * Closes these services. Waits for their open requests without a lock, so that others can be
   * served meanwhile.
   */
  void end(List<ServedInterface> ending) {
    long end = System.nanoTime() + drainTimeout.toNanos();
    Map<String, CompletableFuture<Void>> listeners = new LinkedHashMap<>();
    List<Runnable> steps = new ArrayList<>();
    ending.forEach(one -> steps.add(one::beginLeaving));
    for (ServedInterface one : ending) {
      steps.add(() -> one.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }
    for (ServedInterface one : ending) {
      // Started here because the workers end soon; each in its own thread because one may hang.
      Runnable stopListening =
          () -> listeners.put(one.id(), CompletableFuture.runAsync(one::stopListening, workers));
      steps.add(() -> served.end(one, stopListening));
    }
    steps.add(() -> awaitEnds(listeners));
    Steps.runAll(steps);
  }

  private static void awaitEnds(Map<String, CompletableFuture<Void>> listeners) {
    try {
      CompletableFuture.allOf(listeners.values().toArray(CompletableFuture[]::new))
          .get(LISTENING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      listeners.values().removeIf(CompletableFuture::isDone);
      if (!listeners.isEmpty()) { // otherwise the last one has just ended
        LOG.warn(
            "{}: a Subscription of the implementation has not closed within {}; does it wait for a"
                + " lock that the closing thread has?",
            listeners.keySet(),
            LISTENING_TIMEOUT);
      }
    } catch (ExecutionException e) {
      LOG.error("Subscriptions of an implementation could not be ended", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stop waiting
    }
  }
}
