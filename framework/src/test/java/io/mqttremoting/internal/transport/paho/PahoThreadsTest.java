package io.mqttremoting.internal.transport.paho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class PahoThreadsTest {
  private static final int SECONDS = 10;

  private final BlockingQueue<Runnable> given = new LinkedBlockingQueue<>();

  private Runnable next() throws InterruptedException {
    Runnable task = given.poll(SECONDS, TimeUnit.SECONDS);
    assertTrue(task != null, "no task was given to the pool");
    return task;
  }

  /** Runs a task of the pool in a new thread. */
  private static Thread run(Runnable task) {
    Thread thread = new Thread(task, "of the pool");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * When a thousand connections reconnect at once, threads start late. If Paho was closed
   * meanwhile, it would by itself wait for them for ever, checking ten times a second.
   */
  @Test
  void anAttemptIsGivenUpWhenItsThreadsHaveBegun() throws Exception {
    Executor pool = given::add;
    PahoThreads threads = new PahoThreads(pool);
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      PahoClient client =
          new PahoClient(
              "tcp://127.0.0.1:" + silent.getLocalPort(),
              "late",
              threads,
              Duration.ofSeconds(SECONDS),
              1024);
      client.connect();
      run(next()); // connects
      Runnable receiver = next();
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(new PahoEnd(client, threads, List.of())::giveUp);
      assertThrows(TimeoutException.class, () -> end.get(600, TimeUnit.MILLISECONDS));
      run(receiver);
      run(next()); // the sender
      run(next()); // the callback
      end.get(SECONDS, TimeUnit.SECONDS);
      assertTrue(threads.awaitTermination(SECONDS, TimeUnit.SECONDS), "a thread remains");
    }
  }

  @Test
  void aThreadIsGivenBackAsItWas() throws Exception {
    PahoThreads threads = new PahoThreads(given::add);
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    threads.submit(
        () -> {
          Thread.currentThread().setName("MQTT Rec: x");
          ran.complete(Thread.currentThread());
        });
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    Runnable task = next();
    run(
        () -> {
          task.run();
          done.countDown();
          try {
            looked.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertTrue(done.await(SECONDS, TimeUnit.SECONDS));
    assertEquals("of the pool", ran.get().getName());
    looked.countDown();
  }

  @Test
  void whatWasBegunEndsInterrupted() throws Exception {
    PahoThreads threads = new PahoThreads();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    threads.execute(
        () -> {
          begun.countDown();
          try {
            Thread.sleep(TimeUnit.SECONDS.toMillis(SECONDS));
            interrupted.complete(false);
          } catch (InterruptedException e) {
            interrupted.complete(true);
          }
        });
    assertTrue(begun.await(SECONDS, TimeUnit.SECONDS));
    assertTrue(threads.isBusy());
    assertFalse(threads.awaitTermination(0, TimeUnit.SECONDS));
    threads.shutdownNow();
    assertTrue(interrupted.get(SECONDS, TimeUnit.SECONDS));
    assertTrue(threads.awaitTermination(SECONDS, TimeUnit.SECONDS));
    assertFalse(threads.isBusy());
    assertThrows(RejectedExecutionException.class, () -> threads.submit(() -> {}));
  }

  @Test
  void whatIsDueAfterTheEndDoesNotRun() throws Exception {
    PahoThreads threads = new PahoThreads(given::add);
    threads.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).get(SECONDS, TimeUnit.SECONDS);
    assertEquals(1, given.size());
    threads.shutdown();
    threads.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).get(SECONDS, TimeUnit.SECONDS);
    assertEquals(1, given.size());
  }

  @Test
  void withoutAThreadThereIsNothingToWaitFor() {
    PahoThreads threads =
        new PahoThreads(
            task -> {
              throw new OutOfMemoryError("thrown by the test: no more threads");
            });
    assertThrows(OutOfMemoryError.class, () -> threads.execute(() -> {}));
    assertFalse(threads.isBusy());
    threads.shutdown();
    assertTrue(threads.isTerminated());
  }

  @Test
  void taskOfAClientsEndHasAThread() throws InterruptedException, ExecutionException {
    PahoThreads.begin(() -> {}).get();
  }
}
