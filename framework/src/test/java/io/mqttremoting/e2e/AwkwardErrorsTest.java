package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Declared exceptions that could be confused with the library's own, or that fail themselves. */
class AwkwardErrorsTest {
  @RemoteError("slow")
  static class TooSlowException extends TimeoutException {
    private static final long serialVersionUID = 1L;

    TooSlowException(String message) {
      super(message);
    }
  }

  @RemoteError("stopped")
  static class StoppedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
      super(message);
    }
  }

  @RemoteError("failed")
  static class FailedException extends ExecutionException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
      super(message);
    }
  }

  @RemoteError("fragile")
  static class FragileException extends Exception {
    private static final long serialVersionUID = 1L;

    FragileException() {
      super("made without a message");
    }

    FragileException(String message) {
      throw new IllegalStateException("by the constructor: " + message);
    }
  }

  /** Its message cannot be read. */
  static class SpeechlessException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @RemoteInterface(module = "io.test.errors", name = "Awkward")
  interface IAwkward {
    @Operation
    int fail(String how)
        throws TooSlowException, StoppedException, FailedException, FragileException;

    @Operation
    CompletableFuture<Integer> failLater();
  }

  private static final class Awkward implements IAwkward {
    @Override
    public int fail(String how)
        throws TooSlowException, StoppedException, FailedException, FragileException {
      switch (how) {
        case "slow" -> throw new TooSlowException("the service was too slow");
        case "stopped" -> throw new StoppedException("the service was stopped");
        case "failed" -> throw new FailedException("the service failed");
        case "fragile" -> throw new FragileException();
        default -> throw new SpeechlessException();
      }
    }

    @Override
    public CompletableFuture<Integer> failLater() {
      CompletableFuture<Integer> result = new CompletableFuture<>();
      CompletableFuture.runAsync(() -> result.completeExceptionally(new SpeechlessException()));
      return result;
    }
  }

  private final Rig rig = new Rig();
  private IAwkward client;

  @BeforeEach
  void serve() throws InterruptedException {
    RemotingConnection connection = rig.connect("c1");
    connection.serve(new Awkward());
    client = connection.client(IAwkward.class);
    ClientHandle.of(client).awaitAvailable(Await.DEADLINE);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** Although exceptions of the same types can come from the waiting of a blocking call itself. */
  @Test
  void exceptionsOfWaitingArriveAsTheyAre() {
    assertEquals(
        "the service was too slow",
        assertThrows(TooSlowException.class, () -> client.fail("slow")).getMessage());
    assertEquals(
        "the service was stopped",
        assertThrows(StoppedException.class, () -> client.fail("stopped")).getMessage());
    assertFalse(Thread.currentThread().isInterrupted(), "nobody interrupted this thread");
    assertEquals(
        "the service failed",
        assertThrows(FailedException.class, () -> client.fail("failed")).getMessage());
  }

  @Test
  void anExceptionThatCannotBeMade() {
    RemotingException thrown = assertThrows(RemotingException.class, () -> client.fail("fragile"));
    assertEquals(ErrorCode.INTERNAL, thrown.code());
    assertEquals(
        "no " + FragileException.class.getName() + " can be made: made without a message",
        thrown.reason());
  }

  @Test
  void anExceptionThatCannotBeTold() {
    RemotingException blocking = assertThrows(RemotingException.class, () -> client.fail(""));
    assertEquals(ErrorCode.INTERNAL, blocking.code());
    assertEquals("the operation failed; see the log of the service", blocking.reason());
    RemotingException later =
        assertInstanceOf(RemotingException.class, Await.failure(client.failLater()));
    assertEquals(ErrorCode.INTERNAL, later.code());
    assertEquals("the operation failed; see the log of the service", later.reason());
  }
}
