package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service learns when a caller gives up. */
class CancellationTest {
  @RemoteInterface(module = "io.test.cancel", name = "Worker")
  interface IWorker {
    @Operation
    int work(int number);

    @Operation
    CompletableFuture<Integer> workAsync(int number);

    @Operation
    CompletableFuture<Integer> later(int number);

    @Operation(timeoutMillis = 700)
    CompletableFuture<Integer> hasty(int number);

    @Operation(timeoutMillis = 200)
    CompletableFuture<Integer> hastyLater(int number);
  }

  static class Worker implements IWorker {
    final BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
    final BlockingQueue<OperationContext> contexts = new LinkedBlockingQueue<>();
    final Semaphore release = new Semaphore(0);
    CompletableFuture<Integer> future = new CompletableFuture<>();

    @Override
    public int work(int number) {
      contexts.add(OperationContext.current());
      begun.add(number);
      release.acquireUninterruptibly();
      return number;
    }

    @Override
    public CompletableFuture<Integer> workAsync(int number) {
      return CompletableFuture.completedFuture(work(number));
    }

    @Override
    public CompletableFuture<Integer> later(int number) {
      begun.add(number);
      return future;
    }

    @Override
    public CompletableFuture<Integer> hasty(int number) {
      return workAsync(number);
    }

    @Override
    public CompletableFuture<Integer> hastyLater(int number) {
      return later(number);
    }
  }

  /** Longer than the tests wait, so that a cancelled call has not merely timed out. */
  private static final Duration TIMEOUT = Await.DEADLINE.plusMinutes(4);

  private static final String CANCEL = "io.test.cancel/Worker/rpc/v3/_cancel";

  private final Rig rig = new Rig();
  private final Worker worker = new Worker();
  private IWorker client;
  private IHello hello;

  @BeforeEach
  void serve() throws InterruptedException {
    RemotingConnection serving =
        rig.connect("server", builder -> builder.warnAfter(Duration.ofMillis(500)));
    serving.serve(worker);
    serving.serve(new Hello());
    RemotingConnection calling = rig.connect("caller", builder -> builder.callTimeout(TIMEOUT));
    hello = calling.client(IHello.class);
    client = calling.client(IWorker.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
  }

  @AfterEach
  void close() {
    worker.release.release(100);
    rig.close();
  }

  @Test
  void aCallKnowsItsDeadlineAndItsCaller() {
    CompletableFuture<Integer> call = client.workAsync(1);
    OperationContext context = Await.next(worker.contexts);
    Duration left = context.timeLeft().orElseThrow();
    assertTrue(left.compareTo(TIMEOUT) <= 0, left.toString());
    assertTrue(left.compareTo(TIMEOUT.minusMinutes(1)) > 0, left.toString());
    assertFalse(context.isCancelled());
    assertTrue(call.cancel(true));
    Await.until("the service sees it", context::isCancelled);
  }

  @Test
  void aQueuedCallThatIsCancelledIsNotExecuted() throws RefusedException {
    CompletableFuture<Integer> first = client.workAsync(1);
    assertEquals(1, Await.next(worker.begun));
    CompletableFuture<Integer> second = client.workAsync(2);
    CompletableFuture<Integer> third = client.workAsync(3);
    RawClient raw = rig.raw("raw").subscribe(CANCEL);
    second.cancel(true); // another thread sends the cancellation
    raw.next(CANCEL);
    hello.say(new Message("the service has heard of it"), When.NOW);
    worker.release.release(2);
    assertEquals(1, Await.result(first));
    assertEquals(3, Await.result(third));
    assertEquals(3, Await.next(worker.begun), "2 was left out");
  }

  @Test
  void anInterruptedCallerIsHeard() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                client.work(1);
              } catch (RemotingException e) {
                thrown.set(e);
              }
            });
    caller.start();
    OperationContext context = Await.next(worker.contexts);
    caller.interrupt();
    caller.join(Await.DEADLINE.toMillis());
    assertEquals(
        ErrorCode.CANCELLED, assertInstanceOf(RemotingException.class, thrown.get()).code());
    Await.until("the service sees it", context::isCancelled);
  }

  @Test
  void aFutureThatTheServiceReturnedIsCancelled() {
    CompletableFuture<Integer> call = client.later(1);
    assertEquals(1, Await.next(worker.begun));
    call.cancel(true);
    Await.until("it is cancelled", worker.future::isCancelled);
  }

  /**
   * The client sends a cancellation on a timeout, too: MQTT 5 gives the deadline in seconds only.
   */
  @Test
  void aCallerWhoseTimeIsOverIsHeard() {
    assertInstanceOf(CallTimeoutException.class, Await.failure(client.hastyLater(1)));
    Await.until("it is cancelled", worker.future::isCancelled);
  }

  @Test
  void aFutureThatHangsWhenItIsCancelledHarmsNobodyElse() {
    CountDownLatch cancelling = new CountDownLatch(1);
    worker.future =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            cancelling.countDown();
            worker.release.acquireUninterruptibly();
            return super.cancel(mayInterruptIfRunning);
          }
        };
    try (LogCapture log = new LogCapture()) {
      CompletableFuture<Integer> call = client.later(1);
      assertEquals(1, Await.next(worker.begun));
      call.cancel(true);
      Await.open(cancelling);
      RawClient raw = rig.raw("raw").subscribe("my/reply");
      raw.publish(
          "io.world/Hello/rpc/v3/nosuch",
          "{\"correlationData\":\"a\",\"responseTopic\":\"my/reply\",\"data\":[]}");
      assertTrue(raw.next("my/reply").text().contains("UNIMPLEMENTED"));
      log.line("has been running for"); // the running call, if it is cancelled before it ends
    }
  }

  @Test
  void anExpiredCallIsNotExecutedAndARunningOneSeesIt() {
    CompletableFuture<Integer> running = client.hasty(1);
    OperationContext context = Await.next(worker.contexts);
    CompletableFuture<Integer> queued = client.hasty(2);
    assertInstanceOf(CallTimeoutException.class, Await.failure(running));
    assertInstanceOf(CallTimeoutException.class, Await.failure(queued));
    Await.until("its time is over", context::isCancelled);
    OperationContext travel = OperationContext.of(Optional.of(Duration.ofMillis(500)));
    Await.until("the other's time is over, too, which began as it arrived", travel::isCancelled);
    worker.release.release(1);
    CompletableFuture<Integer> third = client.workAsync(3);
    worker.release.release(1);
    assertEquals(3, Await.result(third));
    assertEquals(1, Await.next(worker.begun));
    assertEquals(3, Await.next(worker.begun), "2 was left out");
  }
}
