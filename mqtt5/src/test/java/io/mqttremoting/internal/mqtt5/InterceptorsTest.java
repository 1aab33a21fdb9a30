package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ClientOptions;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.mqtt5.IEverything.Failure;
import io.mqttremoting.internal.mqtt5.IEverything.Point;
import io.mqttremoting.internal.mqtt5.IEverything.RefusedException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.TestBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interceptors and metadata, with every version of MQTT and every broker. */
@ParameterizedClass
@MethodSource("io.mqttremoting.internal.mqtt5.Combination#all")
@Timeout(60)
class InterceptorsTest {
  private static final String ID = "conformance/Everything";

  @RegisterExtension static final RunningBrokers BROKERS = new RunningBrokers();

  private static TestBroker broker;
  private static RemotingConnection clientSide;
  private static RemotingConnection serviceSide;

  /** What interceptors and the implementation have seen, in order. */
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private final Combination combination;
  private final Everything service = new Everything();
  private final List<AutoCloseable> opened = new ArrayList<>();

  InterceptorsTest(Combination combination) {
    this.combination = combination;
  }

  @BeforeParameterizedClassInvocation
  static void connect(Combination combination) {
    broker = BROKERS.of(combination.broker());
    List<RemotingConnection> connections =
        Combination.connectAll(
            Combination.connection(broker.uri(), combination.client()).clientId("caller"),
            Combination.connection(broker.uri(), combination.service()));
    clientSide = connections.get(0);
    serviceSide = connections.get(1);
  }

  @AfterParameterizedClassInvocation
  static void disconnect() {
    Stream.of(clientSide, serviceSide).filter(Objects::nonNull).forEach(RemotingConnection::close);
    clientSide = null;
    serviceSide = null;
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private void serve(ServiceOptions options) {
    opened.add(serviceSide.serve(service, options));
  }

  private void serve(ServiceInterceptor... interceptors) {
    ServiceOptions options = ServiceOptions.defaults();
    for (ServiceInterceptor interceptor : interceptors) {
      options = options.withInterceptor(interceptor);
    }
    serve(options);
  }

  private IEverything client(ClientInterceptor... interceptors) throws InterruptedException {
    ClientOptions options = ClientOptions.defaults();
    for (ClientInterceptor interceptor : interceptors) {
      options = options.withInterceptor(interceptor);
    }
    IEverything client = clientSide.client(IEverything.class, options);
    opened.add(0, ClientHandle.of(client));
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE), "no service is there");
    return client;
  }

  private static ClientInterceptor with(String key, String value) {
    return (call, chain) -> chain.proceed(call.withMetadata(key, value));
  }

  private List<String> seen(int count) {
    return Stream.generate(() -> Await.next(seen)).limit(count).toList();
  }

  private static String text(RemoteCall call) {
    return call + " " + call.arguments() + " " + call.metadata().asMap();
  }

  private CompletableFuture<RemoteReply> record(RemoteCall call, CallChain chain) {
    seen.add(text(call));
    return chain.proceed(call);
  }

  // Metadata of requests and replies

  @Test
  void metadataReachesTheServiceAndComesBackBesideTheReply() throws Exception {
    serve(
        (call, chain) -> {
          OperationContext context = OperationContext.current();
          seen.add(context.metadata().asMap() + " of " + context.callerId());
          context.addReplyMetadata("cost", "1");
          return chain.proceed(call).thenApply(reply -> reply.withMetadata("time", "2 µs"));
        });
    IEverything client =
        client(
            with("tenant", "Grüße \"q\" \\ 😀"),
            with("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            (call, chain) ->
                chain
                    .proceed(call)
                    .thenApply(
                        reply -> {
                          seen.add(reply.result() + " " + reply.metadata().asMap());
                          return reply;
                        }));
    assertEquals("hi", client.echo("hi"));
    String tenant = "tenant=Grüße \"q\" \\ 😀";
    String trace = "traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    String first = Await.next(seen);
    assertEquals( // the envelope begins with the trace
        combination.calls5()
            ? "{" + tenant + ", " + trace + "} of Optional[caller]"
            : "{" + trace + ", " + tenant + "} of Optional[caller]",
        first);
    assertEquals("hi {cost=1, time=2 µs}", Await.next(seen));
    assertEquals("later hi", client.later("hi").get());
    assertEquals(first, Await.next(seen));
    assertEquals("later hi {cost=1, time=2 µs}", Await.next(seen));
  }

  @Test
  void replyMetadataComesWithErrorsToo() throws Exception {
    serve(
        (call, chain) -> {
          OperationContext.current().addReplyMetadata("retry-after", "5");
          return chain.proceed(call);
        });
    IEverything client =
        client(
            (call, chain) ->
                chain
                    .proceed(call)
                    .thenApply(
                        reply -> {
                          seen.add(
                              reply.failure().orElseThrow().getMessage()
                                  + " "
                                  + reply.code()
                                  + " "
                                  + reply.metadata().asMap());
                          return reply;
                        }));
    RefusedException refused = assertThrows(RefusedException.class, () -> client.add(-1, 0));
    assertEquals("-1 is negative", refused.getMessage());
    assertEquals("-1 is negative Optional[APPLICATION] {retry-after=5}", Await.next(seen));
    assertThrows(RemotingException.class, () -> client.fail(Failure.ILLEGAL_STATE, "not now"));
    assertEquals(
        ID
            + ".fail: FAILED_PRECONDITION: not now Optional[FAILED_PRECONDITION]"
            + " {retry-after=5}",
        Await.next(seen));
  }

  @Test
  void anOperationThatCompletesLaterAddsReplyMetadataUntilThen() throws Exception {
    serve();
    IEverything client =
        client(
            (call, chain) ->
                chain
                    .proceed(call.withMetadata("a", "1"))
                    .thenApply(
                        reply -> {
                          seen.add(reply.metadata().asMap().toString());
                          return reply;
                        }));
    CompletableFuture<String> held = client.held();
    OperationContext context = Await.next(service.contexts);
    assertEquals(Metadata.of("a", "1"), context.metadata());
    assertEquals(Optional.of("caller"), context.callerId());
    context.addReplyMetadata("late", "x");
    Await.next(service.held).complete("done");
    assertEquals("done", Await.result(held));
    assertEquals("{late=x}", Await.next(seen));
  }

  @Test
  void setRequestsHaveMetadataWithMqtt5() throws Exception {
    serve(this::record);
    IEverything client = client(with("tenant", "a"));
    client.setNumber(4);
    assertEquals(
        ID + ".number SET [4] " + (combination.calls5() ? "{tenant=a}" : "{}"), Await.next(seen));
    Await.equal(4, client::getNumber);
  }

  // Kinds and order

  @Test
  void interceptorsSeeAllKindsOfCalls() throws Exception {
    serve(this::record);
    IEverything client = client(this::record);
    assertEquals(7, client.add(3, 4));
    assertEquals(List.of(ID + ".add CALL [3, 4] {}", ID + ".add CALL [3, 4] {}"), seen(2));
    assertEquals(9, client.addAsync(4, 5).get());
    assertEquals(List.of(ID + ".add CALL [4, 5] {}", ID + ".add CALL [4, 5] {}"), seen(2));
    assertEquals(8, client.setLevel(8).get());
    String set = ID + ".level CONFIRMED_SET [8] {}";
    assertEquals(List.of(set, set), seen(2));
    assertEquals(8, ClientHandle.of(client).fetch("level").get());
    String fetch = ID + ".level FETCH [] {}";
    assertEquals(List.of(fetch, fetch), seen(2));
    Point point = new Point("p", 1, List.of());
    client.setPoint(point);
    String sent = ID + ".point SET [" + point + "] {}";
    assertEquals(List.of(sent, sent), seen(2));
    client.tell("it");
    assertEquals(List.of(ID + ".tell CALL [it] {}", ID + ".tell CALL [it] {}"), seen(2));
    CompletableFuture<String> answer = new CompletableFuture<>();
    answer.complete("now");
    service.held.add(answer);
    assertEquals("it now", Await.next(service.remembered));
    client.touch();
    assertEquals(List.of(ID + ".touch CALL [] {}", ID + ".touch CALL [] {}"), seen(2));
  }

  @Test
  void theFirstInterceptorIsTheOutermost() throws Exception {
    ServiceInterceptor inner =
        (call, chain) -> {
          seen.add("service 2");
          return chain.proceed(call);
        };
    serve(
        (call, chain) -> {
          seen.add("service 1");
          return chain.proceed(call.withMetadata("for", "the next"));
        },
        inner);
    IEverything client =
        client(
            (call, chain) -> {
              seen.add("client 1");
              return chain.proceed(call);
            },
            (call, chain) -> {
              seen.add("client 2");
              return chain.proceed(call);
            });
    client.count();
    assertEquals(List.of("client 1", "client 2", "service 1", "service 2"), seen(4));
  }

  // Refusals

  @Test
  void aServiceInterceptorRefusesWithACode() throws Exception {
    serve(
        (call, chain) -> {
          throw call.refusal(ErrorCode.PERMISSION_DENIED, "not your tenant");
        });
    IEverything client = client();
    RemotingException refused = assertThrows(RemotingException.class, client::count);
    assertEquals(ID + ".count: PERMISSION_DENIED: not your tenant", refused.getMessage());
    RemotingException later = (RemotingException) Await.failure(client.later("x"));
    assertEquals(ErrorCode.PERMISSION_DENIED, later.code());
    RemotingException set = (RemotingException) Await.failure(client.setLevel(3));
    assertEquals(ID + ".level: PERMISSION_DENIED: not your tenant", set.getMessage());
    client.setNumber(99);
    RemotingException fetch =
        (RemotingException) Await.failure(ClientHandle.of(client).fetch("number"));
    assertEquals(ErrorCode.PERMISSION_DENIED, fetch.code());
    assertEquals(-1, service.getNumber());
    assertEquals(1, service.getLevel());
    assertEquals(1, service.count(), "it was not called");
  }

  @Test
  void aFailureOfTheImplementationStaysInternalBehindAnInterceptor() throws Exception {
    serve((call, chain) -> chain.proceed(call));
    IEverything client = client();
    CompletableFuture<String> held = client.held();
    Await.next(service.held)
        .completeExceptionally(
            new RemotingException(ErrorCode.PERMISSION_DENIED, "secret of another service", null));
    RemotingException failed = (RemotingException) Await.failure(held);
    assertEquals(
        ID + ".held: INTERNAL: the operation failed; see the log of the service",
        failed.getMessage());
  }

  @Test
  void aClientInterceptorRefusesAndNothingIsSent() throws Exception {
    serve();
    IEverything client =
        client(
            (call, chain) -> {
              throw call.refusal(ErrorCode.FAILED_PRECONDITION, "no token yet");
            });
    RemotingException refused = assertThrows(RemotingException.class, client::count);
    assertEquals(ID + ".count: FAILED_PRECONDITION: no token yet", refused.getMessage());
    assertThrows(RemotingException.class, () -> client.setNumber(1));
    assertEquals(
        refused.getMessage().replace("count", "later"),
        Await.failure(client.later("x")).getMessage());
    assertEquals(1, client().count());
  }

  @Test
  void aCheckedExceptionThatTheMethodDoesNotDeclareIsWrapped() throws Exception {
    serve();
    Exception undeclared = new Exception("of the interceptor");
    IEverything client = client((call, chain) -> CompletableFuture.failedFuture(undeclared));
    RemotingException thrown = assertThrows(RemotingException.class, client::count);
    assertEquals(ErrorCode.INTERNAL, thrown.code());
    assertSame(undeclared, thrown.getCause());
  }

  /** What an interceptor of a client returns, and what the caller is told of it. */
  @Test
  void aCallerIsToldWhichInterceptorReturnedWhatItMustNot() throws Exception {
    serve();
    AtomicReference<CompletableFuture<RemoteReply>> outcome = new AtomicReference<>();
    ClientInterceptor wrong = (call, chain) -> outcome.get();
    IEverything client = client((call, chain) -> chain.proceed(call), wrong);
    String name = "interceptor " + wrong.getClass().getName() + " ";

    outcome.set(CompletableFuture.completedFuture(RemoteReply.of("seven")));
    String text = "a result of type java.lang.String instead of ";
    assertInternal("count: " + name + "returned " + text + "int", client::count);
    assertInternal("add: " + name + "returned " + text + "int", client.addAsync(1, 2));
    assertInternal("level: " + name + "returned " + text + "java.lang.Integer", client.setLevel(2));
    assertInternal(
        "number: " + name + "returned " + text + "java.lang.Integer",
        ClientHandle.of(client).fetch("number"));
    client.touch(); // nobody looks at the result
    client.setNumber(3);

    outcome.set(CompletableFuture.completedFuture(RemoteReply.of(null)));
    assertInternal("count: " + name + "returned null instead of int", client::count);
    assertNull(client.echo("x"), "null is a text");

    outcome.set(CompletableFuture.completedFuture(null));
    assertInternal(
        "touch: " + name + "completed its future with null instead of a RemoteReply",
        client::touch);

    outcome.set(null);
    assertInternal("touch: " + name + "returned null instead of a future", client::touch);
    assertInternal("later: " + name + "returned null instead of a future", client.later("x"));
  }

  @Test
  void aCallerOfAMemberThatNobodyDeclaresIsToldOfAnInterceptorToo() throws Exception {
    serve();
    ClientInterceptor wrong =
        (call, chain) -> CompletableFuture.completedFuture(RemoteReply.of("seven"));
    RemoteObject everything =
        clientSide.remote(
            "conformance", "Everything", ClientOptions.defaults().withInterceptor(wrong));
    opened.add(everything);
    assertInternal(
        "count: interceptor "
            + wrong.getClass().getName()
            + " returned a result of type java.lang.String instead of"
            + " com.fasterxml.jackson.databind.JsonNode",
        () -> everything.call("count"));
  }

  @Test
  void aServiceLogsWhichInterceptorReturnedWhatItMustNot() throws Exception {
    AtomicReference<CompletableFuture<RemoteReply>> outcome = new AtomicReference<>();
    ServiceInterceptor wrong = (call, chain) -> outcome.get();
    serve(wrong);
    IEverything client = client();
    String told = "the operation failed; see the log of the service";
    String name = "interceptor " + wrong.getClass().getName() + " ";
    try (LogCapture log = new LogCapture()) {
      outcome.set(CompletableFuture.completedFuture(RemoteReply.of("seven")));
      assertInternal("count: " + told, client::count);
      assertEquals(
          name + "returned a result of type java.lang.String instead of java.lang.Integer",
          log.line(ID + ".count: the operation failed").getThrowableProxy().getMessage());
      outcome.set(null);
      assertInternal("echo: " + told, () -> client.echo("x"));
      assertEquals(
          name + "returned null instead of a future",
          log.line(ID + ".echo: the operation failed").getThrowableProxy().getMessage());
    }
  }

  private static void assertInternal(String memberAndReason, CompletableFuture<?> failing) {
    assertInternal(memberAndReason, (RemotingException) Await.failure(failing));
  }

  private static void assertInternal(String memberAndReason, Executable failing) {
    assertInternal(memberAndReason, assertThrows(RemotingException.class, failing));
  }

  private static void assertInternal(String memberAndReason, RemotingException thrown) {
    assertEquals(
        ID + "." + memberAndReason.replaceFirst(": ", ": INTERNAL: "), thrown.getMessage());
  }

  // Trying again, timeouts and cancellation

  @Test
  void anInterceptorTriesARefusedCallAgain() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    serve(
        (call, chain) -> {
          seen.add(call.metadata().asMap().toString());
          if (requests.incrementAndGet() == 1) {
            throw call.refusal(ErrorCode.RESOURCE_EXHAUSTED, "later");
          }
          return chain.proceed(call);
        });
    IEverything client =
        client(
            (call, chain) ->
                chain
                    .proceed(call)
                    .thenCompose(
                        reply ->
                            reply.code().equals(Optional.of(ErrorCode.RESOURCE_EXHAUSTED))
                                ? chain.proceed(call.withMetadata("attempt", "2"))
                                : CompletableFuture.completedFuture(reply)));
    assertEquals(1, client.count());
    assertEquals(List.of("{}", "{attempt=2}"), seen(2));
    requests.set(0);
    assertEquals("later x", Await.result(client.later("x")));
    assertEquals(List.of("{}", "{attempt=2}"), seen(2));
  }

  @Test
  void anInterceptorTriesAgainWhatWasNotSent() throws Exception {
    ServiceHandle first = serviceSide.serve(service);
    opened.add(first);
    ClientHandle reference = ClientHandle.of(client());
    IEverything client =
        client(
            (call, chain) ->
                chain
                    .proceed(call)
                    .thenCompose(
                        reply -> {
                          boolean unsent =
                              reply.failure().orElse(null) instanceof ServiceUnavailableException e
                                  && !e.wasSent();
                          if (!unsent) {
                            return CompletableFuture.completedFuture(reply);
                          }
                          serve(); // callbacks may wait
                          seen.add("again " + isThere(reference));
                          return chain.proceed(call);
                        }));
    first.close();
    Await.until("offline", () -> !ClientHandle.of(client).isAvailable());
    assertEquals("x", client.echo("x"));
    assertEquals("later x", Await.result(client.later("x")), "nothing is tried again");
    assertEquals(List.of("again true"), List.copyOf(seen));
  }

  private static boolean isThere(ClientHandle client) {
    try {
      return client.awaitAvailable(Await.DEADLINE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void allAttemptsShareTheTimeoutOfTheCall() throws Exception {
    serve();
    IEverything client =
        client(
            (call, chain) ->
                chain
                    .proceed(call)
                    .thenCompose(
                        reply -> {
                          seen.add(reply.failure().orElseThrow().getMessage());
                          return chain.proceed(call);
                        }));
    CallTimeoutException timeout = assertThrows(CallTimeoutException.class, client::tooLate);
    service.held.add(CompletableFuture.completedFuture(""));
    assertEquals(
        ID + ".tooLate: DEADLINE_EXCEEDED: no time is left for another attempt within 250 ms",
        timeout.getMessage());
    String first = Await.next(seen);
    assertTrue(first.startsWith(ID + ".tooLate: DEADLINE_EXCEEDED: no reply within 2"), first);
  }

  @Test
  void aCallEndsWithoutAnInterceptorThatHangs() throws Exception {
    serve();
    IEverything client = client((call, chain) -> new CompletableFuture<>());
    CallTimeoutException timeout = assertThrows(CallTimeoutException.class, client::tooLate);
    assertEquals(
        ID + ".tooLate: DEADLINE_EXCEEDED: an interceptor has not ended the call within 250 ms",
        timeout.getMessage());
  }

  @Test
  void cancellingTheFutureCancelsWhatWasSent() throws Exception {
    serve(this::record);
    IEverything client =
        client(
            (call, chain) ->
                chain
                    .proceed(call)
                    .whenComplete((reply, never) -> seen.add("ended " + reply.code())));
    CompletableFuture<String> held = client.held();
    CompletableFuture<String> atTheService = Await.next(service.held);
    assertEquals(ID + ".held CALL [] {}", Await.next(seen));
    held.cancel(true);
    assertEquals("ended Optional[CANCELLED]", Await.next(seen));
    Await.until("it is cancelled at the service", atTheService::isCancelled);
    assertTrue(Await.next(service.contexts).isCancelled());
  }

  // Threads

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interceptorsRunInTheCallersThreadAndNeverInThoseOfTheMqttLibrary(boolean blocking)
      throws Exception {
    serve(
        (call, chain) -> {
          seen.add("service " + thread());
          return chain
              .proceed(call)
              .whenComplete((reply, never) -> seen.add("service after " + thread()));
        });
    IEverything client =
        client(
            (call, chain) -> {
              seen.add("client " + thread());
              return chain
                  .proceed(call)
                  .whenComplete((reply, never) -> seen.add("client after " + thread()));
            });
    if (blocking) {
      assertEquals("x", client.echo("x"));
    } else {
      CompletableFuture<String> held = client.held();
      Await.next(service.held).complete("x");
      assertEquals("x", Await.result(held));
    }
    assertEquals("client " + thread(), Await.next(seen));
    assertTrue(Await.next(seen).startsWith("service remoting-"));
    String after = Await.next(seen);
    assertTrue(
        after.startsWith("service after remoting-")
            || (!blocking && after.equals("service after " + thread())), // which completes it
        after);
    after = Await.next(seen);
    assertTrue(after.matches("client after remoting-.*-callback.*"), after);
  }

  private static String thread() {
    return Thread.currentThread().getName();
  }

  // Signals and values

  @Test
  void signalsAndValuesHaveMetadataWithMqtt5() throws Exception {
    serve(
        new ServiceInterceptor() {
          @Override
          public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
            return chain.proceed(call);
          }

          @Override
          public Metadata onSignal(RemoteEvent signal) {
            return signal.metadata().with("signal", signal.arguments().toString());
          }

          @Override
          public Metadata onValue(RemoteEvent value) {
            return value.metadata().with("value", value.arguments().toString());
          }
        });
    List<String> handled = new ArrayList<>(); // in the queue of the client's handlers
    IEverything client =
        client(
            new ClientInterceptor() {
              @Override
              public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
                return chain.proceed(call);
              }

              @Override
              public void onSignal(RemoteEvent signal) {
                handled.add("signal");
                seen.add(signal + " " + signal.metadata().asMap());
                throw new IllegalStateException("the handlers are called nevertheless");
              }

              @Override
              public void onValue(RemoteEvent value) {
                if (value.member().equals("number") && !value.arguments().contains(-1)) {
                  handled.add("value");
                  seen.add(value + " " + value.metadata().asMap());
                }
              }
            });
    boolean received5 = combination.calls5();
    client.onMoved((distance, to) -> seen.add("moved " + handled));
    client.onNumberChanged(number -> seen.add("number " + handled));
    service.move(7, null);
    assertEquals(
        ID + ".moved " + (received5 ? "[signal] {signal=[7, null]}" : "[] {}"), Await.next(seen));
    assertEquals("moved [signal]", Await.next(seen));
    service.setNumber(8);
    assertEquals(ID + ".number " + (received5 ? "[value] {value=[8]}" : "[] {}"), Await.next(seen));
    assertEquals("number [signal, value]", Await.next(seen));
  }

  @Test
  void aRetainedValueKeepsItsMetadata() throws Exception {
    BlockingQueue<Metadata> received = new LinkedBlockingQueue<>();
    serve(
        new ServiceInterceptor() {
          @Override
          public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
            return chain.proceed(call);
          }

          @Override
          public Metadata onValue(RemoteEvent value) {
            return Metadata.of("member", value.member());
          }
        });
    client(
        new ClientInterceptor() {
          @Override
          public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
            return chain.proceed(call);
          }

          @Override
          public void onValue(RemoteEvent value) {
            if (value.member().equals("version")) {
              received.add(value.metadata());
            }
          }
        });
    assertEquals(
        combination.calls5() ? Metadata.of("member", "version") : Metadata.empty(),
        Await.next(received));
  }

  // Codes of exceptions

  @Test
  void anExceptionHasTheCodeOfItsNearestClass() throws Exception {
    serve(
        ServiceOptions.defaults()
            .withErrors(RuntimeException.class, ErrorCode.UNAVAILABLE)
            .withErrors(IndexOutOfBoundsException.class, ErrorCode.INVALID_ARGUMENT)
            .withErrors(UnsupportedOperationException.class, ErrorCode.INTERNAL));
    IEverything client = client();
    assertEquals("INVALID_ARGUMENT: m", failure(client, Failure.OTHER));
    assertEquals("INTERNAL: m", failure(client, Failure.UNSUPPORTED), "the message is sent");
    assertEquals("INVALID_ARGUMENT: m", failure(client, Failure.ILLEGAL_ARGUMENT));
    assertEquals("FAILED_PRECONDITION: m", failure(client, Failure.ILLEGAL_STATE));
    assertThrows(RefusedException.class, () -> client.add(-1, 0));
    CompletableFuture<String> held = client.held();
    Await.next(service.held).completeExceptionally(new ArithmeticException("by zero"));
    assertEquals(ID + ".held: UNAVAILABLE: by zero", Await.failure(held).getMessage());
  }

  private static String failure(IEverything client, Failure how) {
    RemotingException thrown = assertThrows(RemotingException.class, () -> client.fail(how, "m"));
    return thrown.code() + ": " + thrown.reason();
  }
}
