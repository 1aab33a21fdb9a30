package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChangeLockTest {
  private final StateMachine states = new StateMachine("tcp://broker:1");
  private final ChangeLock lock = new ChangeLock(states);
  private final ExecutorService holder = Executors.newSingleThreadExecutor();
  private Thread thread; // that waits

  @BeforeEach
  void hold() throws Exception {
    holder
        .submit(
            () -> {
              lock.lock();
              lock.lock(); // as who is told of a connection may do
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

  /** Of a thread that waits when this returns: what it waited for in vain; empty if it did not. */
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
    while (thread.getState() != Thread.State.WAITING) {
      assertFalse(task.isDone(), "did not wait");
      Thread.onSpinWait();
    }
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

  /** Whatever hangs in the thread that holds it. */
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
