package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChangeLockTest {
  private final StateMachine states = new StateMachine("tcp://broker:1");
  private final ChangeLock lock = new ChangeLock(states);
  private final ExecutorService holder = Executors.newSingleThreadExecutor();
  private Thread thread; // the one that waits

  @BeforeEach
  void hold() throws Exception {
    holder
        .submit(
            () -> {
              lock.lock();
              lock.lock(); // taken twice, as a listener of the connection may do
              return null;
            })
        .get();
  }

  @AfterEach
  void end() {
    holder.shutdownNow();
  }

  private void release() throws Exception {
    holder.submit(lock::unlock).get();
  }

  /**
   * Starts a thread, and returns when it waits for the lock. Its result is the error that ended the
   * wait, or empty if it got the lock.
   */
  private FutureTask<String> waiting() {
    FutureTask<String> task =
        new FutureTask<>(
            () -> {
              try {
                lock.lock();
                lock.unlock();
                return "";
              } catch (TransportException e) {
                return e.code() + ", interrupted " + Thread.currentThread().isInterrupted();
              }
            });
    thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    Await.until(
        "it waits",
        () -> {
          assertFalse(task.isDone(), "did not wait");
          return thread.getState() == Thread.State.WAITING;
        });
    return task;
  }

  @Test
  void itIsFreeWhenItIsReleasedAsOftenAsItWasTaken() throws Exception {
    FutureTask<String> waiting = waiting();
    release();
    assertFalse(lock.tryLock(Duration.ofMillis(1)));
    release();
    assertEquals("", waiting.get());
    assertTrue(lock.tryLock(Duration.ZERO));
  }

  /**
   * An attempt to connect by the thread that holds the lock; it fails when {@code accepted} opens.
   */
  private Future<Link> connecting(CountDownLatch begun, CountDownLatch accepted) {
    return holder.submit(
        () ->
            lock.lendDuring(
                () -> {
                  begun.countDown();
                  Await.open(accepted);
                  throw TransportException.notConnected("of the test");
                }));
  }

  /** They may change endpoints, but two attempts at a time would make two links. */
  @Test
  void whileAThreadConnectsOthersHaveTheLockButDoNotConnect() throws Exception {
    release();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch accepted = new CountDownLatch(1);
    Future<Link> attempt = connecting(begun, accepted);
    Await.open(begun);
    assertFalse(lock.tryLockToConnect(Duration.ofMillis(1)));
    lock.lock();
    accepted.countDown();
    assertThrows(TimeoutException.class, () -> attempt.get(10, TimeUnit.MILLISECONDS));
    lock.unlock();
    ExecutionException ended = assertThrows(ExecutionException.class, attempt::get);
    assertEquals("of the test", ended.getCause().getMessage());
    assertFalse(lock.tryLock(Duration.ofMillis(1)), "the thread has taken it back");
    release();
    assertTrue(lock.tryLockToConnect(Duration.ZERO));
  }

  /** An endpoint was being added when the connection was lost: that must not be seen half done. */
  @Test
  void aThreadThatHoldsTheLockTwiceKeepsItWhileItConnects() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch accepted = new CountDownLatch(1);
    connecting(begun, accepted);
    Await.open(begun);
    assertFalse(lock.tryLock(Duration.ofMillis(10)));
    accepted.countDown();
  }

  /** Regardless of why the thread that holds the lock hangs. */
  @Test
  void nobodyWaitsWhenTheConnectionIsClosed() throws Exception {
    FutureTask<String> waiting = waiting();
    states.close();
    lock.onClosed();
    assertEquals(ErrorCode.UNAVAILABLE + ", interrupted false", waiting.get(30, TimeUnit.SECONDS));
    assertThrows(TransportException.class, lock::lock);
  }

  @Test
  void whoeverIsInterruptedDoesNotWait() throws Exception {
    FutureTask<String> waiting = waiting();
    thread.interrupt();
    assertEquals(ErrorCode.CANCELLED + ", interrupted true", waiting.get());
    Thread.currentThread().interrupt();
    assertFalse(lock.tryLock(Duration.ofMinutes(10)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void whoeverIsInterruptedTakesItIfItIsFree() throws Exception {
    release();
    release();
    Thread.currentThread().interrupt();
    assertDoesNotThrow(lock::lock);
    assertTrue(Thread.interrupted());
  }
}
