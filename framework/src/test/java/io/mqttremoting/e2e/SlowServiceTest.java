package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that was too slow for one call still keeps its guarantees for all other calls. */
class SlowServiceTest {
  @RemoteInterface(module = "io.test.slow", name = "Worker")
  interface IWorker {
    @Operation
    CompletableFuture<Integer> work(int number);

    @Operation(timeoutMillis = 200)
    CompletableFuture<Integer> hasty(int number);
  }

  @RemoteInterface(module = "io.test.slow", name = "Probe")
  interface IProbe {
    @Operation
    void check();
  }

  private static final class Worker implements IWorker {
    final BlockingQueue<OperationContext> begun = new LinkedBlockingQueue<>();
    final List<Integer> executed = new CopyOnWriteArrayList<>();
    final Semaphore release = new Semaphore(0);

    @Override
    public CompletableFuture<Integer> work(int number) {
      begun.add(OperationContext.current());
      release.acquireUninterruptibly();
      executed.add(number);
      return CompletableFuture.completedFuture(number);
    }

    @Override
    public CompletableFuture<Integer> hasty(int number) {
      return work(number);
    }
  }

  private final Rig rig = new Rig();
  private final Worker worker = new Worker();
  private IWorker client;
  private IProbe probe;

  /** Makes one call time out, while the service is still executing it. */
  @BeforeEach
  void letACallTimeOut() throws InterruptedException {
    RemotingConnection server = rig.connect("server");
    server.serve(worker);
    server.serve((IProbe) () -> {});
    RemotingConnection calling =
        rig.connect("caller", builder -> builder.callTimeout(Await.DEADLINE.multipliedBy(2)));
    client = calling.client(IWorker.class);
    probe = calling.client(IProbe.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    assertInstanceOf(CallTimeoutException.class, Await.failure(client.hasty(1)));
    Await.next(worker.begun);
  }

  @AfterEach
  void close() {
    worker.release.release(100);
    rig.close();
  }

  @Test
  void aLaterCallOutlivesALostConnection() {
    CompletableFuture<Integer> call = client.work(2);
    worker.release.release(1);
    Await.next(worker.begun);
    rig.broker().disconnect("caller");
    worker.release.release(1);
    assertEquals(2, Await.result(call));
    assertEquals(List.of(1, 2), worker.executed);
  }

  @Test
  void aLaterCallThatRunsLearnsThatItIsCancelled() {
    CompletableFuture<Integer> call = client.work(2);
    worker.release.release(1);
    OperationContext context = Await.next(worker.begun);
    assertTrue(call.cancel(true));
    Await.until("the service knows", context::isCancelled);
  }

  @Test
  void aLaterCallThatWaitsIsNotExecutedOnceItIsCancelled() throws InterruptedException {
    RawClient raw = rig.raw("raw").subscribe("io.test.slow/Worker/rpc/v3/+");
    CompletableFuture<Integer> cancelled = client.work(2);
    String request = raw.next("io.test.slow/Worker/rpc/v3/work").text();
    String id = request.replaceAll(".*\"correlationData\":\"([^\"]*)\".*", "$1");
    assertTrue(cancelled.cancel(true));
    raw.next("its cancellation", p -> p.topic().endsWith("/_cancel") && p.text().contains(id));
    probe.check(); // it arrives after the cancellation
    CompletableFuture<Integer> next = client.work(3);
    worker.release.release(2);
    assertEquals(3, Await.result(next));
    assertEquals(List.of(1, 3), worker.executed);
  }

  /** The service answers pings, although its only turn is taken. */
  @Test
  void itAnswersPingsWhileItIsBusy() {
    RawClient raw = rig.observer("raw");
    raw.publish(
        "io.test.slow/Worker/rpc/v3/_ping",
        "{\"correlationData\":\"a\",\"responseTopic\":\"my/reply\"}");
    assertAnswersWithItsClock("a", raw.next("my/reply").text());
    raw.publish(
        "io.test.slow/Worker/rpc/v3/_ping",
        "{\"correlationData\":\"b\",\"responseTopic\":\"my/reply\",\"memory\":\"another\"}");
    raw.publish(
        "io.test.slow/Worker/rpc/v3/_ping",
        "{\"correlationData\":\"c\",\"responseTopic\":\"my/reply\"}");
    assertAnswersWithItsClock("c", raw.next("my/reply").text());
    assertEquals(List.of(), worker.executed);
  }

  private static void assertAnswersWithItsClock(String call, String reply) {
    assertTrue(
        reply.matches("\\{\"correlationData\":\"" + call + "\",\"data\":[1-9][0-9]*}"), reply);
  }

  /** Its memory is {@code none}. Several services that start at the same time may receive it. */
  @Test
  void requestForServicesWithoutAStatusIsNotExecuted() {
    RawClient raw = rig.observer("raw");
    worker.release.release(2);
    raw.publish(
        "io.test.slow/Worker/rpc/v3/work",
        "{\"correlationData\":\"a\",\"responseTopic\":\"my/reply\",\"memory\":\"none\",\"data\":[7]}");
    assertEquals(
        "{\"correlationData\":\"a\",\"error\":{\"code\":\"UNAVAILABLE\",\"message\":\"not executed"
            + " because the caller did not know the service yet\"}}",
        raw.next("my/reply").text());
    assertEquals(3, Await.result(client.work(3)));
    assertEquals(List.of(1, 3), worker.executed);
  }
}
