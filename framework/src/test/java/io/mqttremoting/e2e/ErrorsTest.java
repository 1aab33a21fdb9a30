package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How failures of the service reach the caller, and which details do not. */
class ErrorsTest {
  private static final int MAX_PAYLOAD = 4096;
  private static final String SECRET = "the password is swordfish";

  private static Rig rig;
  private static RemotingConnection serving;
  private static RemotingConnection calling;
  private static RawClient raw;

  private final List<Runnable> ends = new ArrayList<>();
  private LogCapture log;

  @RemoteError("busy")
  static class BusyException extends RefusedException {
    private static final long serialVersionUID = 1L;

    BusyException(String message) {
      super(message);
    }
  }

  static class VeryBusyException extends BusyException {
    private static final long serialVersionUID = 1L;

    VeryBusyException() {
      super("very busy");
    }
  }

  /** Declared by the operation, but without {@code @RemoteError}. */
  static class NamelessException extends Exception {
    private static final long serialVersionUID = 1L;

    NamelessException(String message) {
      super(message);
    }
  }

  @RemoteError("unchecked")
  static class UncheckedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedException(String message) {
      super(message);
    }
  }

  /** Has an accessor that fails. */
  record Leaky(int good) {
    @SuppressWarnings("DoNotCallSuggester") // Jackson calls it
    public int getBad() {
      throw new IllegalStateException(SECRET);
    }
  }

  @RemoteInterface(module = "io.test.errors", name = "Faulty")
  interface IFaulty {
    @Operation
    int fail(String how)
        throws RefusedException, BusyException, NamelessException, UncheckedException;

    @Operation
    CompletableFuture<Integer> failLater(String how) throws RefusedException, BusyException;

    @Operation
    double number(double value);

    @Operation
    String text(int length);

    @Operation
    int length(String text);

    @Operation
    Leaky leaky();
  }

  static class Faulty implements IFaulty {
    final AtomicInteger calls = new AtomicInteger();

    @Override
    public int fail(String how)
        throws RefusedException, BusyException, NamelessException, UncheckedException {
      calls.incrementAndGet();
      switch (how) {
        case "refused" -> throw new RefusedException("no");
        case "busy" -> throw new BusyException("busy");
        case "very busy" -> throw new VeryBusyException();
        case "anonymous" ->
            throw new RefusedException(null) {
              private static final long serialVersionUID = 1L;
            };
        case "unchecked" -> throw new UncheckedException("unchecked");
        case "nameless" -> throw new NamelessException(SECRET);
        case "argument" -> throw new IllegalArgumentException("wrong argument");
        case "number" -> throw new NumberFormatException("not a number");
        case "state" -> throw new IllegalStateException("not now");
        case "unsupported" -> throw new UnsupportedOperationException("not ever");
        case "cancelled" -> throw new CancellationException("given up");
        case "runtime" -> throw new ArithmeticException(SECRET);
        case "assertion" -> throw new AssertionError(SECRET);
        case "stack" -> throw new StackOverflowError(SECRET);
        case "long" -> throw new IllegalArgumentException("x".repeat(100_000));
        default -> {
          return 0;
        }
      }
    }

    @Override
    public CompletableFuture<Integer> failLater(String how) throws RefusedException, BusyException {
      if (how.startsWith("at once ")) {
        try {
          return CompletableFuture.completedFuture(fail(how.substring("at once ".length())));
        } catch (NamelessException e) {
          throw new IllegalStateException(e);
        }
      }
      if (how.equals("cancel")) {
        CompletableFuture<Integer> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        return cancelled;
      }
      CompletableFuture<Integer> result = new CompletableFuture<>();
      CompletableFuture.runAsync(
          () -> {
            try {
              result.complete(fail(how));
            } catch (Throwable e) {
              result.completeExceptionally(e);
            }
          });
      return result.thenApply(value -> value); // wraps in a CompletionException
    }

    @Override
    public double number(double value) {
      return value / 0;
    }

    @Override
    public String text(int length) {
      return "y".repeat(length);
    }

    @Override
    public int length(String text) {
      calls.incrementAndGet();
      return text.length();
    }

    @Override
    public Leaky leaky() {
      return new Leaky(1);
    }
  }

  @BeforeAll
  static void open() {
    rig = new Rig();
    serving = rig.connect("server", builder -> builder.maxPayloadBytes(MAX_PAYLOAD));
    calling = rig.connect("caller", builder -> builder.maxPayloadBytes(MAX_PAYLOAD));
    raw = rig.observer("raw");
    // The first look at the interface warns that NamelessException has no name.
    ClientHandle.of(calling.client(IFaulty.class)).close();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void capture() {
    log = new LogCapture();
    raw.fence();
    raw.clear();
  }

  @AfterEach
  void end() {
    ends.forEach(Runnable::run);
    log.close();
  }

  private Faulty serve(ServiceOptions options) {
    Faulty faulty = new Faulty();
    ServiceHandle handle = serving.serve(faulty, options);
    ends.add(handle::close);
    return faulty;
  }

  private IFaulty client() {
    IFaulty client = calling.client(IFaulty.class);
    ends.add(() -> ClientHandle.of(client).close());
    return client;
  }

  /** Calls the blocking and the future method, and checks the failure of each. */
  private static void assertFails(IFaulty client, String how, ErrorCode code, String reason) {
    RemotingException blocking = assertThrows(RemotingException.class, () -> client.fail(how), how);
    assertEquals(code, blocking.code(), how);
    assertEquals(reason, blocking.reason(), how);
    assertEquals("io.test.errors/Faulty", blocking.interfaceName());
    assertEquals("fail", blocking.member());
    assertEquals("io.test.errors/Faulty.fail: " + code + ": " + reason, blocking.getMessage());
    for (String prefix : List.of("", "at once ")) {
      RemotingException future = failure(client, prefix + how);
      assertEquals(code, future.code(), how);
      assertEquals(reason, future.reason(), how);
      assertEquals("failLater", future.member());
    }
  }

  private static RemotingException failure(IFaulty client, String how) {
    return assertInstanceOf(RemotingException.class, asyncFailure(client, how));
  }

  private static Throwable asyncFailure(IFaulty client, String how) {
    try {
      return Await.failure(client.failLater(how));
    } catch (RefusedException e) {
      throw new AssertionError("a client's future method throws nothing", e);
    }
  }

  @Test
  void declaredErrorsArriveAsThemselves() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    RefusedException refused = assertThrows(RefusedException.class, () -> client.fail("refused"));
    assertEquals(RefusedException.class, refused.getClass());
    assertEquals("no", refused.getMessage());
    BusyException busy = assertThrows(BusyException.class, () -> client.fail("busy"));
    assertEquals("busy", busy.getMessage());
    UncheckedException unchecked =
        assertThrows(UncheckedException.class, () -> client.fail("unchecked"));
    assertEquals("unchecked", unchecked.getMessage());
    assertEquals(List.of(), log.lines(), "what the contract foresees is not logged as a problem");
  }

  @Test
  void subtypesOfDeclaredErrorsArriveAsTheNearestDeclaredType() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    BusyException busy = assertThrows(BusyException.class, () -> client.fail("very busy"));
    assertEquals(BusyException.class, busy.getClass());
    assertEquals("very busy", busy.getMessage());
    RefusedException refused = assertThrows(RefusedException.class, () -> client.fail("anonymous"));
    assertEquals(RefusedException.class, refused.getClass());
    assertEquals("", refused.getMessage());
  }

  @Test
  void declaredErrorsArriveThroughFutures() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    for (String prefix : List.of("", "at once ")) {
      assertEquals(
          "no",
          assertInstanceOf(RefusedException.class, asyncFailure(client, prefix + "refused"))
              .getMessage());
      assertEquals(
          "very busy",
          assertInstanceOf(BusyException.class, asyncFailure(client, prefix + "very busy"))
              .getMessage());
    }
  }

  @Test
  void errorOfAnotherOperationsContractIsNotDeclaredHere() {
    serve(ServiceOptions.defaults());
    RemotingException e = failure(client(), "unchecked"); // failLater does not declare it
    assertEquals(ErrorCode.INTERNAL, e.code());
  }

  @Test
  void refusalsOfJavaCodeHaveTheirCodes() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    assertFails(client, "argument", ErrorCode.INVALID_ARGUMENT, "wrong argument");
    assertFails(client, "number", ErrorCode.INVALID_ARGUMENT, "not a number");
    assertFails(client, "state", ErrorCode.FAILED_PRECONDITION, "not now");
    assertFails(client, "unsupported", ErrorCode.UNIMPLEMENTED, "not ever");
    assertFails(client, "cancelled", ErrorCode.CANCELLED, "given up");
    assertEquals(ErrorCode.CANCELLED, failure(client, "cancel").code());
    assertEquals(List.of(), log.lines());
  }

  @Test
  void otherFailuresStayInTheLog() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    String reason = "the operation failed; see the log of the service";
    for (String how : List.of("runtime", "assertion", "stack")) {
      assertFails(client, how, ErrorCode.INTERNAL, reason);
    }
    RemotingException nameless =
        assertThrows(RemotingException.class, () -> client.fail("nameless"));
    assertEquals(ErrorCode.INTERNAL, nameless.code());
    assertEquals(reason, nameless.reason());
    assertEquals(
        SECRET,
        log.line("io.test.errors/Faulty.fail", "the operation failed")
            .getThrowableProxy()
            .getMessage());
    assertNothingLeaked(10);
  }

  /** The next reply to a caller; clients also ask a service for its clock. */
  private static String nextReply() {
    return raw.next("a reply", p -> p.topic().endsWith("/result") && !p.topic().contains("/_ping/"))
        .text();
  }

  /** Checks that the next {@code replies} replies contain no internal details. */
  private static void assertNothingLeaked(int replies) {
    for (int i = 0; i < replies; i++) {
      String reply = nextReply();
      assertTrue(reply.contains("\"error\":{\"code\":\"INTERNAL\",\"message\":\""), reply);
      for (String leak :
          List.of(
              "swordfish", "Exception", "Error\"", "java.", "io.mqttremoting", "\\n", ".java")) {
        assertFalse(reply.contains(leak), reply);
      }
    }
  }

  @Test
  void messagesAreToldWhereTheUserAllowsIt() {
    serve(ServiceOptions.defaults().withInternalErrorsTold());
    IFaulty client = client();
    assertFails(client, "runtime", ErrorCode.INTERNAL, SECRET);
    assertFails(client, "assertion", ErrorCode.INTERNAL, SECRET);
    String reply = nextReply();
    assertTrue(
        reply.endsWith("\"error\":{\"code\":\"INTERNAL\",\"message\":\"" + SECRET + "\"}}"), reply);
  }

  @Test
  void longMessagesAreShortened() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    RemotingException e = assertThrows(RemotingException.class, () -> client.fail("long"));
    assertTrue(e.reason().length() < 2000, "" + e.reason().length());
    assertTrue(e.reason().startsWith("xxx"));
  }

  @Test
  void nonFiniteNumbersAreRefusedOnBothEnds() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    for (double bad : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
      RemotingException e = assertThrows(RemotingException.class, () -> client.number(bad));
      assertEquals(ErrorCode.INVALID_ARGUMENT, e.code());
      assertEquals(
          "argument 'value': " + bad + " cannot be sent: JSON has only finite numbers", e.reason());
    }
    raw.fence();
    assertEquals(List.of(), raw.lines("io.test.errors/Faulty/rpc"), "nothing was sent");
    RemotingException e = assertThrows(RemotingException.class, () -> client.number(1));
    assertEquals(ErrorCode.INTERNAL, e.code());
    assertEquals(
        "the result cannot travel: Infinity cannot be sent: JSON has only finite numbers",
        e.reason());
    assertEquals(0, calling.statistics().openCalls());
    assertEquals(5, client.length("still"));
  }

  @Test
  void resultThatCannotBeWrittenTellsNothing() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    RemotingException e = assertThrows(RemotingException.class, client::leaky);
    assertEquals(ErrorCode.INTERNAL, e.code());
    assertNothingLeaked(1);
    log.line("io.test.errors/Faulty.leaky");
  }

  @Test
  void tooLargeResultIsAnError() {
    serve(ServiceOptions.defaults());
    IFaulty client = client();
    assertEquals(3000, client.text(3000).length());
    RemotingException e = assertThrows(RemotingException.class, () -> client.text(5000));
    assertEquals(ErrorCode.INTERNAL, e.code());
    assertTrue(e.reason().startsWith("the result cannot travel: the payload of "), e.reason());
    assertTrue(e.reason().contains(" exceeds the limit of " + MAX_PAYLOAD), e.reason());
  }

  @Test
  void tooLargeRequestIsNotSent() {
    Faulty faulty = serve(ServiceOptions.defaults());
    IFaulty client = client();
    RemotingException e =
        assertThrows(RemotingException.class, () -> client.length("z".repeat(5000)));
    assertEquals(ErrorCode.INVALID_ARGUMENT, e.code());
    assertTrue(e.reason().contains(" exceeds the limit of " + MAX_PAYLOAD), e.reason());
    assertEquals(0, calling.statistics().openCalls());
    assertEquals(3000, client.length("z".repeat(3000)));
    assertEquals(1, faulty.calls.get());
  }

  @Test
  void fullQueueRefusesWhileOtherServicesAnswer() throws Exception {
    SlowHello gate = new SlowHello();
    try (RemotingConnection small = rig.connection("small").queueCapacity(2).connect()) {
      small.serve(gate);
      small.serve(new Faulty());
      IHello client = calling.client(IHello.class);
      ends.add(() -> ClientHandle.of(client).close());
      CompletableFuture<Integer> running = client.sayAsync(new Message("1"), When.NOW);
      Await.open(gate.entered);
      CompletableFuture<Integer> waiting = client.sayAsync(new Message("2"), When.NOW);
      RemotingException e =
          assertThrows(RemotingException.class, () -> client.say(new Message("3"), When.NOW));
      assertEquals(ErrorCode.RESOURCE_EXHAUSTED, e.code());
      assertEquals("too many requests wait at the service", e.reason());
      log.line("io.world/Hello.say", "RESOURCE_EXHAUSTED");
      assertEquals(5, client().length("other"), "another service on the same connection");
      client.setLast(new Message("lost"));
      log.line("io.world/Hello.last", "a change is lost");

      gate.release.countDown();
      assertEquals(1, Await.result(running));
      assertEquals(2, Await.result(waiting));
      assertEquals(3, client.say(new Message("4"), When.NOW), "there is room again");
    }
  }

  @Test
  void openFuturesCountAsWaiting() {
    CompletableFuture<Integer> open = new CompletableFuture<>();
    Faulty faulty =
        new Faulty() {
          @Override
          public CompletableFuture<Integer> failLater(String how) {
            return open;
          }
        };
    try (RemotingConnection small = rig.connection("small-2").queueCapacity(3).connect()) {
      small.serve(faulty);
      IFaulty client = client();
      List<CompletableFuture<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        calls.add(callLater(client));
      }
      RemotingException e =
          assertInstanceOf(RemotingException.class, Await.failure(callLater(client)));
      assertEquals(ErrorCode.RESOURCE_EXHAUSTED, e.code());
      open.complete(7);
      calls.forEach(call -> assertEquals(7, Await.result(call)));
      assertEquals(7, Await.result(callLater(client)));
    }
  }

  private static CompletableFuture<Integer> callLater(IFaulty client) {
    try {
      return client.failLater("");
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void requestThatWaitedTooLongIsNotExecuted() {
    SlowHello gate = new SlowHello();
    ServiceHandle handle = serving.serve(gate);
    ends.add(handle::close);
    serve(ServiceOptions.defaults());
    IFaulty other = client();
    request("blocker", 30_000);
    Await.open(gate.entered);
    request("short", 40);
    request("long", 30_000);
    other.length("x"); // the requests above have arrived before this one
    long arrived = System.nanoTime();
    Await.until("its time is over", () -> System.nanoTime() - arrived > 50_000_000);
    gate.release.countDown();
    String blocker = raw.next("deadline/blocker").text();
    assertEquals("{\"correlationData\":\"blocker\",\"data\":1}", blocker);
    String late = raw.next("deadline/short").text();
    assertTrue(
        late.startsWith(
            "{\"correlationData\":\"short\",\"error\":{\"code\":\"DEADLINE_EXCEEDED\","
                + "\"message\":\"not executed because it waited "),
        late);
    String inTime = raw.next("deadline/long").text();
    assertEquals("{\"correlationData\":\"long\",\"data\":2}", inTime);
    assertEquals(2, gate.said.get());
    assertEquals(new Message("long"), gate.getLast());
  }

  private static void request(String id, long timeout) {
    raw.publish(
        "io.world/Hello/rpc/v3/say",
        "{\"correlationData\":\""
            + id
            + "\",\"responseTopic\":\"deadline/"
            + id
            + "\",\"timeoutMillis\":"
            + timeout
            + ",\"data\":[{\"content\":\""
            + id
            + "\"},0]}");
  }

  @Test
  void setterThatFailsIsLoggedAndTheNextWorks() {
    Everything refusing =
        new Everything() {
          @Override
          public void setCount(int value) {
            if (value < 0) {
              throw new IllegalArgumentException("negative");
            }
            super.setCount(value);
          }
        };
    ServiceHandle handle = serving.serve(refusing);
    ends.add(handle::close);
    IEverything client = calling.client(IEverything.class);
    ends.add(() -> ClientHandle.of(client).close());
    client.setCount(-1);
    assertEquals(
        "negative",
        log.line("io.test.wide/Everything.count", "the setter failed")
            .getThrowableProxy()
            .getMessage());
    client.setCount(8);
    Await.equal(8, client::getCount);
  }

  @Test
  void valueOrSignalThatCannotTravelIsRefusedToTheImplementation() {
    AtomicReference<DoubleConsumer> ratioHandler = new AtomicReference<>();
    AtomicReference<IEverything.Measured> measuredHandler = new AtomicReference<>();
    Everything everything =
        new Everything() {
          @Override
          public Subscription onRatioChanged(DoubleConsumer handler) {
            ratioHandler.set(handler);
            return () -> {};
          }

          @Override
          public Subscription onMeasured(Measured handler) {
            measuredHandler.set(handler);
            return () -> {};
          }
        };
    ServiceHandle handle = serving.serve(everything);
    ends.add(handle::close);
    assertEquals("0.5", raw.next("io.test.wide/Everything/prop/ratio").text());
    IllegalArgumentException value =
        assertThrows(IllegalArgumentException.class, () -> ratioHandler.get().accept(Double.NaN));
    assertTrue(
        value
            .getMessage()
            .startsWith("io.test.wide/Everything.ratio: this value is not published: "),
        value.getMessage());
    IllegalArgumentException signal =
        assertThrows(
            IllegalArgumentException.class,
            () -> measuredHandler.get().measured("x", Double.NaN, Color.RED));
    assertTrue(
        signal
            .getMessage()
            .startsWith("io.test.wide/Everything.measured: this signal is not published: "),
        signal.getMessage());
    ratioHandler.get().accept(2.0);
    assertEquals("2.0", raw.next("io.test.wide/Everything/prop/ratio").text());
    assertEquals(List.of(), raw.lines("io.test.wide/Everything/sig"));
  }

  @Test
  void tooLargeValueOrSignalIsLoggedAndNotSent() {
    Everything everything = new Everything();
    ServiceHandle handle = serving.serve(everything);
    ends.add(handle::close);
    everything.name.set("n".repeat(5000));
    log.line("io.test.wide/Everything.name", "not published", "exceeds the limit");
    everything.named.forEach(named -> named.accept("n".repeat(5000)));
    log.line("io.test.wide/Everything.named", "not published", "exceeds the limit");
    everything.name.set("short");
    assertEquals("\"short\"", raw.next("io.test.wide/Everything/prop/name").text());
  }
}
