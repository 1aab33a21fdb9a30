package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls whose reply comes late or never: timeout, cancellation, interruption, close. */
class CallEndingTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static Rig rig;
  private static RemotingConnection patient;
  private static RemotingConnection hasty;
  private static RawClient raw; // plays the service; answers only when a test does so

  private final List<Runnable> ends = new ArrayList<>();

  @RemoteInterface(module = "io.test.slow", name = "Slow")
  interface ISlow {
    @Operation
    int answer(int number);

    @Operation
    CompletableFuture<Integer> answerAsync(int number);

    @Operation(timeoutMillis = 120)
    int quick(int number);

    @Operation(timeoutMillis = 120)
    CompletableFuture<Integer> quickAsync(int number);

    @Operation(timeoutMillis = 30_000)
    CompletableFuture<Integer> lengthy();
  }

  @BeforeAll
  static void open() {
    rig = new Rig();
    patient = rig.connect("patient");
    hasty = rig.connect("hasty", builder -> builder.callTimeout(Duration.ofMillis(150)));
    raw = rig.raw("raw").subscribe("io.test.slow/Slow/rpc/v3/+");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void clear() {
    raw.fence();
    raw.clear();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    Await.equal(0, () -> patient.statistics().openCalls());
    Await.equal(0, () -> hasty.statistics().openCalls());
    Await.equal(0, () -> patient.statistics().timers());
    Await.equal(0, () -> hasty.statistics().timers());
    ends.forEach(Runnable::run);
  }

  private ISlow client(RemotingConnection connection) {
    ISlow client = connection.client(ISlow.class);
    ends.add(() -> ClientHandle.of(client).close());
    return client;
  }

  private static Packet request(String operation) {
    return raw.next("io.test.slow/Slow/rpc/v3/" + operation);
  }

  private static void reply(Packet request, int result) {
    var envelope = Json.tree(request.payload());
    raw.publish(
        envelope.get("responseTopic").asText(),
        "{\"correlationData\":" + envelope.get("correlationData") + ",\"data\":" + result + "}");
  }

  private static void assertTimedOut(Throwable failure, String member, long millis) {
    CallTimeoutException timeout = assertInstanceOf(CallTimeoutException.class, failure);
    assertEquals(ErrorCode.DEADLINE_EXCEEDED, timeout.code());
    assertEquals("io.test.slow/Slow", timeout.interfaceName());
    assertEquals(member, timeout.member());
    assertEquals(
        "no reply within "
            + millis
            + " ms; does a service run, on the same broker, and not take longer?",
        timeout.reason());
  }

  @Test
  void connectionsTimeoutEndsCalls() {
    ISlow client = client(hasty);
    long start = System.nanoTime();
    assertTimedOut(assertThrows(RemotingException.class, () -> client.answer(1)), "answer", 150);
    assertTrue(System.nanoTime() - start >= 150_000_000, "not earlier than that");
    assertTimedOut(Await.failure(client.answerAsync(2)), "answer", 150);
    assertTrue(request("answer").text().contains("\"timeoutMillis\":150,"));
  }

  @Test
  void operationsTimeoutOverridesTheConnections() {
    ISlow client = client(patient);
    assertTimedOut(assertThrows(RemotingException.class, () -> client.quick(1)), "quick", 120);
    assertTimedOut(Await.failure(client.quickAsync(2)), "quick", 120);
    assertTrue(request("quick").text().contains("\"timeoutMillis\":120,"));

    CompletableFuture<Integer> lengthy = client(hasty).lengthy();
    assertTimedOut(Await.failure(client(hasty).answerAsync(2)), "answer", 150);
    Packet request = request("lengthy");
    assertTrue(request.text().contains("\"timeoutMillis\":30000,"));
    reply(request, 5);
    assertEquals(5, Await.result(lengthy));
  }

  @Test
  void lateReplyIsIgnored() {
    ISlow client = client(patient);
    assertThrows(CallTimeoutException.class, () -> client.quick(1));
    assertInstanceOf(CallTimeoutException.class, Await.failure(client.quickAsync(2)));
    reply(request("quick"), 1);
    reply(request("quick"), 2);
    CompletableFuture<Integer> next = client.answerAsync(3);
    Packet request = request("answer");
    reply(request, 3);
    reply(request, 4); // a second reply is ignored
    assertEquals(3, Await.result(next));
  }

  @Test
  void manyTimedOutCallsLeaveNothingBehind() {
    ISlow client = client(hasty);
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      calls.add(client.answerAsync(i));
    }
    calls.forEach(call -> assertInstanceOf(CallTimeoutException.class, Await.failure(call)));
  }

  @Test
  void cancelledFutureGivesTheCallUp() {
    ISlow client = client(patient);
    CompletableFuture<Integer> call = client.answerAsync(1);
    Packet request = request("answer");
    assertEquals(1, patient.statistics().openCalls());
    assertTrue(call.cancel(true));
    assertEquals(0, patient.statistics().openCalls());
    Await.equal(0, () -> patient.statistics().timers());
    reply(request, 1); // too late
    assertThrows(CancellationException.class, call::join);
  }

  @Test
  void futureCompletedByTheCallerGivesTheCallUp() {
    ISlow client = client(patient);
    CompletableFuture<Integer> call = client.answerAsync(1);
    reply(request("answer"), 1);
    assertEquals(1, Await.result(call));
    CompletableFuture<Integer> other = client.answerAsync(2);
    other.complete(77);
    assertEquals(0, patient.statistics().openCalls());
    assertEquals(77, Await.result(other));
  }

  @Test
  void interruptedCallerStopsWaiting() throws Exception {
    ISlow client = client(patient);
    AtomicReference<RemotingException> failure = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              failure.set(assertThrows(RemotingException.class, () -> client.answer(1)));
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    caller.start();
    request("answer");
    caller.interrupt();
    caller.join(Await.DEADLINE.toMillis());
    assertEquals(ErrorCode.CANCELLED, failure.get().code());
    assertEquals("the calling thread was interrupted", failure.get().reason());
    assertEquals(true, interrupted.get());
  }

  @Test
  void closedClientEndsItsOwnOpenCallsOnly() {
    ISlow closing = client(patient);
    ISlow other = client(patient);
    CompletableFuture<Integer> ended = closing.answerAsync(1);
    CompletableFuture<Integer> blocked = CompletableFuture.supplyAsync(() -> closing.answer(2));
    CompletableFuture<Integer> going = other.quickAsync(3);
    CompletableFuture<Integer> goingToo = other.answerAsync(4);
    request("answer");
    request("answer");
    Packet last = request("answer");
    ClientHandle.of(closing).close();
    for (CompletableFuture<Integer> each : List.of(ended, blocked)) {
      RemotingException e = assertInstanceOf(RemotingException.class, Await.failure(each));
      assertEquals(ErrorCode.CANCELLED, e.code());
      assertEquals("the client is closed", e.reason());
      assertEquals("answer", e.member());
    }
    assertTimedOut(Await.failure(going), "quick", 120);
    assertFalse(goingToo.isDone());
    goingToo.cancel(false);
    assertTrue(last.text().contains("\"data\":["));
  }

  @Test
  void closedConnectionEndsOpenCalls() {
    RemotingConnection connection = rig.connection("closing").connect();
    ISlow client = connection.client(ISlow.class);
    CompletableFuture<Integer> ended = client.answerAsync(1);
    CompletableFuture<Integer> blocked = CompletableFuture.supplyAsync(() -> client.answer(2));
    request("answer");
    request("answer");
    connection.close();
    connection.close();
    for (CompletableFuture<Integer> each : List.of(ended, blocked)) {
      RemotingException e = assertInstanceOf(RemotingException.class, Await.failure(each));
      assertEquals(ErrorCode.CANCELLED, e.code());
      assertEquals("the connection was closed before the reply came", e.reason());
      assertEquals("io.test.slow/Slow", e.interfaceName());
    }
    assertEquals(0, connection.statistics().openCalls());
    Await.equal(0, () -> connection.statistics().timers());
    RemotingException after = assertThrows(RemotingException.class, () -> client.answer(3));
    assertTrue(after.getMessage().contains("closed"), after.getMessage());
    assertTrue(Await.failure(client.answerAsync(4)).getMessage().contains("closed"));
    assertThrows(RemotingException.class, connection::connect);
    assertThrows(RemotingException.class, () -> connection.client(IHello.class));
  }

  @Test
  void everyCallEndsWhenTheConnectionIsClosedMeanwhile() {
    for (int round = 0; round < 3; round++) {
      RemotingConnection connection = rig.connection("race-" + round).callTimeout(LONG).connect();
      ISlow client = connection.client(ISlow.class);
      CompletableFuture<List<CompletableFuture<Integer>>> calling =
          CompletableFuture.supplyAsync(
              () -> {
                List<CompletableFuture<Integer>> made = new ArrayList<>();
                for (int i = 0; made.size() < 10_000; i++) {
                  CompletableFuture<Integer> call = client.answerAsync(i);
                  made.add(call);
                  if (call.isDone()) {
                    return made; // the connection or client is closed
                  }
                }
                return made;
              });
      Await.until("calls are open", () -> connection.statistics().openCalls() > 20);
      connection.close();
      for (CompletableFuture<Integer> call : Await.result(calling)) {
        assertInstanceOf(RemotingException.class, Await.failure(call));
      }
    }
  }

  @Test
  void everyCallEndsWhenTheClientIsClosedMeanwhile() {
    for (int round = 0; round < 20; round++) {
      ISlow client = client(patient);
      CompletableFuture<List<CompletableFuture<Integer>>> calling =
          CompletableFuture.supplyAsync(
              () -> {
                List<CompletableFuture<Integer>> made = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                  made.add(client.answerAsync(i));
                }
                return made;
              });
      Await.until("calls are open", () -> calling.isDone() || patient.statistics().openCalls() > 3);
      ClientHandle.of(client).close();
      for (CompletableFuture<Integer> call : Await.result(calling)) {
        assertInstanceOf(RemotingException.class, Await.failure(call));
      }
    }
  }
}
