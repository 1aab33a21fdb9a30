package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.mqtt5.IEverything.Failure;
import io.mqttremoting.internal.mqtt5.IEverything.Point;
import io.mqttremoting.internal.mqtt5.IEverything.RefusedException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What users may rely on, with every version of MQTT and every broker. */
@ParameterizedClass
@MethodSource("io.mqttremoting.internal.mqtt5.Combination#all")
@Timeout(60)
class ConformanceTest {
  private static final String TRICKY = "Grüße \"q\" \\ / \n\t 漢字 😀 \u0000";
  private static final String BECAUSE = "because Grüße \"q\" \\ / 漢字 😀";

  /** Of which kind the broker is; it is used by all combinations of that kind. */
  private static BrokerKind kind;

  private static TestBroker broker;
  private static RemotingConnection clientSide;
  private static RemotingConnection serviceSide;
  private static RemotingConnection otherClientSide;

  /** A connection on which only one request may wait. */
  private static RemotingConnection smallServiceSide;

  private final Combination combination;
  private final Everything service = new Everything();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ServiceHandle serving;
  private IEverything client;

  ConformanceTest(Combination combination) {
    this.combination = combination;
  }

  @BeforeParameterizedClassInvocation
  static void connect(Combination combination) {
    if (combination.broker() != kind) {
      stopBroker();
      broker = combination.broker().start();
      kind = combination.broker();
    }
    connectAll(combination);
  }

  private static void connectAll(Combination combination) {
    List<RemotingConnection> connections =
        Combination.connectAll(
            Combination.connection(broker.uri(), combination.client()),
            Combination.connection(broker.uri(), combination.service()),
            Combination.connection(broker.uri(), combination.client()),
            Combination.connection(broker.uri(), combination.service()).queueCapacity(1));
    clientSide = connections.get(0);
    serviceSide = connections.get(1);
    otherClientSide = connections.get(2);
    smallServiceSide = connections.get(3);
  }

  @AfterParameterizedClassInvocation
  static void disconnect() {
    Stream.of(clientSide, serviceSide, otherClientSide, smallServiceSide)
        .filter(Objects::nonNull)
        .forEach(RemotingConnection::close);
    clientSide = null;
    serviceSide = null;
    otherClientSide = null;
    smallServiceSide = null;
  }

  @AfterAll
  static void stopBroker() {
    if (broker != null) {
      broker.close();
    }
    broker = null;
    kind = null;
  }

  @BeforeEach
  void serve() throws InterruptedException {
    if (clientSide == null) {
      connectAll(combination);
    }
    if (findsNoServices()) {
      client = clientSide.client(IEverything.class);
    }
    serving = serviceSide.serve(service);
    awaitRetained();
    if (client == null) {
      client = clientSide.client(IEverything.class);
    }
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE), "no service is there");
  }

  /** Whether a new client knows a service only when that says something. */
  private boolean findsNoServices() {
    return has(BrokerDifference.NO_RETAINED_FOR_WILDCARDS);
  }

  private boolean has(BrokerDifference difference) {
    return combination.broker().differences().contains(difference);
  }

  /**
   * Waits until the broker retains what the service has published: the broker's answer to a new
   * client comes after that. Moquette first passes a message on and then retains it; a client that
   * subscribes in between does not get it.
   */
  private void awaitRetained() {
    IEverything.Changed other = serviceSide.client(IEverything.Changed.class);
    if (!has(BrokerDifference.STALLS_ON_UNSUBSCRIBE)) {
      ClientHandle.of(other).close();
    }
  }

  @AfterEach
  void end() throws Exception {
    for (CompletableFuture<String> held = service.held.poll();
        held != null;
        held = service.held.poll()) {
      held.complete("");
    }
    if (has(BrokerDifference.STALLS_ON_UNSUBSCRIBE)) {
      disconnect(); // first, for this unsubscribes from nothing
    }
    if (client != null) {
      ClientHandle.of(client).close();
    }
    if (serving != null) {
      serving.close();
    }
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private <T extends AutoCloseable> T closedLater(T resource) {
    opened.add(0, resource);
    return resource;
  }

  private IEverything available(RemotingConnection connection) throws InterruptedException {
    return available(IEverything.class, connection);
  }

  private <T> T available(Class<T> type, RemotingConnection connection)
      throws InterruptedException {
    T client = connection.client(type);
    if (!findsNoServices()) {
      assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE), "no service is there");
    }
    return client;
  }

  /** Makes a client on another connection, closed when the test ends. */
  private IEverything otherClient() throws InterruptedException {
    IEverything other = available(otherClientSide);
    opened.add(ClientHandle.of(other));
    return other;
  }

  private static RemotingException assertCode(ErrorCode code, Executable call) {
    RemotingException thrown = assertThrows(RemotingException.class, call);
    assertEquals(code, thrown.code(), thrown::toString);
    assertEquals("conformance/Everything", thrown.interfaceName());
    return thrown;
  }

  // Versions

  @Test
  void connectionsTellTheirVersion() {
    assertEquals(Optional.of(combination.spoken(combination.client())), clientSide.mqttVersion());
    assertEquals(Optional.of(combination.spoken(combination.service())), serviceSide.mqttVersion());
  }

  @Test
  void aVersionThatTheBrokerDoesNotSpeakIsRefusedWhenForced() {
    ConnectionBuilder forced =
        Combination.connection(broker.uri(), Optional.of(MqttVersion.MQTT_5));
    if (combination.broker().speaksMqtt5()) {
      try (RemotingConnection connection = forced.connect()) {
        assertEquals(Optional.of(MqttVersion.MQTT_5), connection.mqttVersion());
      }
    } else {
      RemotingException thrown = assertThrows(RemotingException.class, forced::connect);
      String reason =
          has(BrokerDifference.CLOSES_ON_MQTT_5)
              ? "the broker closed the connection"
              : "does not speak MQTT 5";
      assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
    }
  }

  // Properties

  @Test
  void initialValuesArrive() {
    Await.equal(-1, client::getNumber);
    Await.equal(Everything.ORIGIN, client::getPoint);
    Await.equal(0.5, client::getRatio);
    Await.equal("1.0", client::getVersion);
  }

  @Test
  void valuesAreAwaited() throws Exception {
    IEverything other = otherClient();
    assertTrue(ClientHandle.of(other).awaitValues(Await.DEADLINE));
    assertEquals(-1, other.getNumber());
    assertEquals(Everything.ORIGIN, other.getPoint());
    assertEquals(0.5, other.getRatio());
    assertEquals("1.0", other.getVersion());
    assertEquals(1, other.getLevel());
  }

  @Test
  void setChangesTheServiceAndThenTheClient() {
    Await.equal(Everything.ORIGIN, client::getPoint);
    BlockingQueue<Point> changes = new LinkedBlockingQueue<>();
    client.onPointChanged(changes::add);
    Point point = new Point(TRICKY, -1e-9, List.of(1, 2, Integer.MIN_VALUE));
    client.setPoint(point);
    assertEquals(point, Await.next(changes));
    assertEquals(point, client.getPoint());
    assertEquals(point, service.getPoint());
  }

  @Test
  void aPropertyThatBecomesNullIsNull() {
    Await.equal(Everything.ORIGIN, client::getPoint);
    service.setPoint(null);
    Await.until("the point is null", () -> client.getPoint() == null);
  }

  @Test
  void changesArriveInOrderAndNoneIsLost() {
    Await.equal(-1, client::getNumber);
    BlockingQueue<Integer> changes = new LinkedBlockingQueue<>();
    client.onNumberChanged(changes::add);
    for (int i = 0; i < 200; i++) {
      client.setNumber(i);
    }
    for (int i = 0; i < 200; i++) {
      assertEquals(i, Await.next(changes));
    }
  }

  @Test
  void aLateClientGetsTheLastValues() throws InterruptedException {
    service.setNumber(77);
    Await.equal(77, client::getNumber);
    IEverything late = otherClient();
    Await.equal(77, late::getNumber);
    Await.equal("1.0", late::getVersion);
  }

  @Test
  void aClosedSubscriptionHearsNothing() {
    Await.equal(-1, client::getNumber);
    BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> open = new LinkedBlockingQueue<>();
    client.onNumberChanged(closed::add).close();
    client.onNumberChanged(open::add);
    client.setNumber(5);
    assertEquals(5, Await.next(open));
    assertTrue(closed.isEmpty());
  }

  @Test
  void aReadOnlyPropertyIsNotSet() {
    Await.equal("1.0", client::getVersion);
    IEverything.Changed other = clientSide.client(IEverything.Changed.class);
    opened.add(ClientHandle.of(other));
    other.setVersion("2.0");
    other.setNumber(3); // requests are taken in turn: the other is done when this has come
    Await.equal(3, client::getNumber);
    assertEquals("1.0", service.getVersion());
    assertEquals("1.0", client.getVersion());
    service.version.set("1.1");
    Await.equal("1.1", client::getVersion);
  }

  @Test
  void aPropertyIsNeverNaN() {
    Await.equal(0.5, client::getRatio);
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> client.setRatio(Double.NaN));
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> client.setRatio(Double.NEGATIVE_INFINITY));
    client.setNumber(4);
    Await.equal(4, client::getNumber);
    assertEquals(0.5, client.getRatio());
  }

  @Test
  void aConfirmedWriteBringsTheValueThatTheServiceHas() throws Exception {
    assertEquals(7, client.setLevel(7).get(10, TimeUnit.SECONDS));
    if (has(BrokerDifference.NO_ORDER_BETWEEN_TOPICS)) {
      Await.equal(7, client::getLevel);
    } else {
      assertEquals(7, client.getLevel(), "it was told before");
    }
    assertEquals(100, client.setLevel(1000).get(10, TimeUnit.SECONDS));
    assertEquals(100, service.getLevel());
  }

  @Test
  void aConfirmedWriteBringsTheErrorOfTheSetter() throws RefusedException {
    CompletionException refused =
        assertThrows(CompletionException.class, client.setLevel(-1)::join);
    assertEquals(RefusedException.class, refused.getCause().getClass());
    assertEquals("-1 is negative", refused.getCause().getMessage());
    CompletionException failed = assertThrows(CompletionException.class, client.setLevel(13)::join);
    RemotingException thrown =
        assertCode(
            ErrorCode.INVALID_ARGUMENT,
            () -> {
              throw failed.getCause();
            });
    assertEquals("level", thrown.member());
    assertEquals("not 13", thrown.reason());
    assertEquals(1, service.getLevel());
  }

  @Test
  void aFetchReadsPastTheValueThatWasReceived() throws Exception {
    Await.equal(1, client::getLevel);
    service.untold.set(41);
    assertEquals(42, ClientHandle.of(client).fetch("level").get(10, TimeUnit.SECONDS));
    assertEquals(1, client.getLevel());
    assertEquals("1.0", ClientHandle.of(client).fetch("version").get(10, TimeUnit.SECONDS));
  }

  // Operations

  @Test
  void operationsOfAllShapes() throws Exception {
    assertEquals(1, client.count());
    assertEquals(2, client.count());
    assertEquals(TRICKY, client.echo(TRICKY));
    Point point = new Point("p", 1.5, List.of(1));
    assertEquals("a -7 " + point, client.join("a", -7, point));
    client.remember("it");
    assertEquals("it", service.remembered.poll(), "a void operation returns when it is done");
    client.touch();
    client.touchLater().get(10, TimeUnit.SECONDS);
    assertEquals(2, service.touched.get());
    assertEquals("later x", client.later("x").get(10, TimeUnit.SECONDS));
    assertEquals(5, client.add(2, 3));
    assertEquals(7, client.addAsync(3, 4).get(10, TimeUnit.SECONDS));
  }

  @Test
  void aDeclaredExceptionIsThrownAsItself() {
    RefusedException thrown = assertThrows(RefusedException.class, () -> client.add(-1, 0));
    assertEquals("-1 is negative", thrown.getMessage());
    ExecutionException failed =
        assertThrows(
            ExecutionException.class, () -> client.addAsync(-2, 0).get(10, TimeUnit.SECONDS));
    assertEquals("-2 is negative", failed.getCause().getMessage());
    assertEquals(RefusedException.class, failed.getCause().getClass());
  }

  @ParameterizedTest
  @EnumSource
  void exceptionsBecomeCodes(Failure how) {
    ErrorCode code =
        switch (how) {
          case ILLEGAL_ARGUMENT -> ErrorCode.INVALID_ARGUMENT;
          case ILLEGAL_STATE -> ErrorCode.FAILED_PRECONDITION;
          case UNSUPPORTED -> ErrorCode.UNIMPLEMENTED;
          case CANCELLATION -> ErrorCode.CANCELLED;
          case OTHER -> ErrorCode.INTERNAL;
        };
    RemotingException thrown = assertCode(code, () -> client.fail(how, BECAUSE));
    assertEquals("fail", thrown.member());
    if (how == Failure.OTHER) {
      assertFalse(thrown.getMessage().contains("because"), thrown.getMessage());
    } else {
      assertEquals(BECAUSE, thrown.reason());
    }
  }

  @Test
  void anErrorWhoseMessageMqttCannotCarryArrivesAllTheSame() {
    Failure how = Failure.ILLEGAL_STATE;
    RemotingException lines =
        assertCode(ErrorCode.FAILED_PRECONDITION, () -> client.fail(how, "one\ntwo\t\u0000three"));
    assertTrue(
        Set.of("one\\ntwo\\t\\u0000three", "one two \uFFFDthree").contains(lines.reason()),
        lines::reason);
    String cutInAPair = "x" + "😀".repeat(2000);
    RemotingException cut =
        assertCode(ErrorCode.FAILED_PRECONDITION, () -> client.fail(how, cutInAPair));
    assertTrue(cut.reason().startsWith("x😀😀"), cut::reason);
    assertEquals(1, client.count(), "the service is still connected");
  }

  @Test
  void callsOfAnotherContractAreRefused() throws InterruptedException {
    IEverything.Changed other = available(IEverything.Changed.class, clientSide);
    opened.add(ClientHandle.of(other));
    assertCode(ErrorCode.UNIMPLEMENTED, other::missing);
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> other.echo(1));
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> other.count(1));
    assertEquals(1, client.count(), "none of them was executed");
  }

  @Test
  void neitherArgumentNorResultIsNaN() {
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> client.divide(Double.NaN, 1));
    assertCode(ErrorCode.INTERNAL, () -> client.divide(1, 0));
    assertCode(ErrorCode.INTERNAL, () -> client.divide(0, 0));
    assertEquals(0.25, client.divide(1, 4));
  }

  @Test
  void aLargePayloadTravelsBothWays() {
    String large = "x".repeat(1024 * 1024 - TRICKY.length()) + TRICKY;
    assertEquals(large, client.echo(large));
  }

  @Test
  void manyCallsAtATimeGetEachItsOwnReply() throws Exception {
    List<CompletableFuture<Integer>> sums = new ArrayList<>();
    List<CompletableFuture<String>> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sums.add(client.addAsync(i, i));
      texts.add(client.later("n" + i));
    }
    List<CompletableFuture<Void>> blocking =
        IntStream.range(0, 8)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 25; i++) {
                            String text = thread + " " + i;
                            assertEquals(text, client.echo(text));
                          }
                        },
                        task -> new Thread(task, "caller").start()))
            .toList();
    for (int i = 0; i < 300; i++) {
      assertEquals(2 * i, sums.get(i).get(20, TimeUnit.SECONDS));
      assertEquals("later n" + i, texts.get(i).get(20, TimeUnit.SECONDS));
    }
    for (CompletableFuture<Void> thread : blocking) {
      thread.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aCallWithoutReplyTimesOut() {
    CallTimeoutException thrown = assertThrows(CallTimeoutException.class, client::tooLate);
    assertEquals(ErrorCode.DEADLINE_EXCEEDED, thrown.code());
    service.held.add(CompletableFuture.completedFuture("too late"));
    assertEquals("on time", client.echo("on time"), "the late reply disturbs nobody");
  }

  @Test
  void aCancelledCallDoesNotGetItsReply() {
    CompletableFuture<String> call = client.held();
    CompletableFuture<String> result = Await.next(service.held);
    assertTrue(call.cancel(false));
    result.complete("too late");
    assertEquals("still here", client.echo("still here"));
    assertTrue(call.isCancelled());
  }

  @Test
  void aCancelledCallIsKnownToTheService() {
    CompletableFuture<String> call = client.heldUp();
    OperationContext context = Await.next(service.contexts);
    assertFalse(context.isCancelled());
    assertTrue(call.cancel(false));
    Await.until("the running operation sees it", context::isCancelled);
  }

  @Test
  void aCallThatWaitedTooLongIsNotExecuted() throws InterruptedException {
    IEverything.Changed other = available(IEverything.Changed.class, clientSide);
    opened.add(ClientHandle.of(other));
    CompletableFuture<String> slow = client.heldUp();
    Await.next(service.contexts);
    assertThrows(CallTimeoutException.class, () -> client.rememberSoon("too late"));
    assertCode(ErrorCode.UNIMPLEMENTED, other::missing); // sent later, but does not wait
    Duration there = // MQTT 5 counts in whole seconds
        combination.calls5() ? Duration.ofSeconds(1) : Duration.ofMillis(100);
    OperationContext since = OperationContext.of(Optional.of(there));
    Await.until("its time is over at the service", since::isCancelled);
    service.held.remove().complete("done");
    assertEquals("done", slow.join());
    client.remember("on time");
    assertEquals(List.of("on time"), List.copyOf(service.remembered));
  }

  @Test
  void closingTheServiceLetsARunningCallFinish() {
    assumeFalse(has(BrokerDifference.NO_ORDER_BETWEEN_TOPICS));
    CompletableFuture<String> call = client.held();
    CompletableFuture<String> result = Await.next(service.held);
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(serving::close, task -> new Thread(task, "closes").start());
    Await.until("the service takes no more calls", this::isLeaving);
    assertFalse(closing.isDone());
    result.complete("done");
    assertEquals("done", call.join());
    closing.join();
    Await.until("the service is known to have left", () -> !ClientHandle.of(client).isAvailable());
  }

  private boolean isLeaving() {
    try {
      client.count();
      return false;
    } catch (ServiceUnavailableException e) {
      assertEquals("the service is about to leave", e.reason());
      return true;
    }
  }

  @Test
  void closingTheClientEndsItsCalls() {
    CompletableFuture<String> call = client.held();
    service.held.add(Await.next(service.held)); // it has reached the service
    ClientHandle.of(client).close();
    CompletionException thrown = assertThrows(CompletionException.class, call::join);
    assertCode(
        ErrorCode.CANCELLED,
        () -> {
          throw thrown.getCause();
        });
    assertCode(ErrorCode.CANCELLED, client::count);
  }

  @Test
  void aServiceWithTooMuchToDoSaysSo() throws InterruptedException {
    serving.close();
    serving = smallServiceSide.serve(service);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    CompletableFuture<String> first = client.held();
    CompletableFuture<String> result = Await.next(service.held);
    assertCode(ErrorCode.RESOURCE_EXHAUSTED, client::count);
    result.complete("done");
    assertEquals("done", first.join());
    Await.until("its place is free", this::counts); // shortly after the reply was sent
  }

  private boolean counts() {
    try {
      return client.count() > 0;
    } catch (RemotingException e) {
      assertEquals(ErrorCode.RESOURCE_EXHAUSTED, e.code());
      return false;
    }
  }

  @Test
  void aOneWayCallDoesNotWait() {
    client.tell("news"); // returns although the service waits in this operation
    service.held.add(CompletableFuture.completedFuture("heard"));
    assertEquals("news heard", Await.next(service.remembered));
    assertEquals("x", client.echo("x"), "the reply that came all the same disturbs nobody");
  }

  // Signals

  @Test
  void signalsOfAllShapes() {
    BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    client.onTick(() -> heard.add("tick"));
    client.onNamed(heard::add);
    client.onMoved((distance, to) -> heard.add(List.of(distance, to)));
    Point point = new Point("there", 2, List.of());
    service.tick();
    service.name(TRICKY);
    service.move(3, point);
    assertEquals("tick", Await.next(heard));
    assertEquals(TRICKY, Await.next(heard));
    assertEquals(List.of(3, point), Await.next(heard));
  }

  @Test
  void signalsReachEveryClientInOrder() throws InterruptedException {
    IEverything second = otherClient();
    List<BlockingQueue<String>> heard =
        List.of(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    client.onNamed(heard.get(0)::add);
    second.onNamed(heard.get(1)::add);
    for (int i = 0; i < 200; i++) {
      service.name("n" + i);
    }
    for (BlockingQueue<String> queue : heard) {
      for (int i = 0; i < 200; i++) {
        assertEquals("n" + i, Await.next(queue));
      }
    }
  }

  // Presence

  @Test
  void aServiceThatClosesIsNotAvailable() throws InterruptedException {
    ClientHandle handle = ClientHandle.of(client);
    assertTrue(handle.isAvailable());
    serving.close();
    Await.until("the service is known to have left", () -> !handle.isAvailable());
    assertFalse(handle.awaitAvailable(Duration.ofMillis(50)));
    serving = serviceSide.serve(service);
    assertTrue(handle.awaitAvailable(Await.DEADLINE));
    assertEquals(1, client.count());
  }

  @Test
  void aServiceWhoseConnectionBreaksIsNotAvailable() throws InterruptedException {
    serving.close();
    ClientHandle handle = ClientHandle.of(client);
    FaultyWire wire = closedLater(new FaultyWire(broker.uri(), "wire"));
    RemotingConnection weak =
        closedLater(Combination.connection(wire.uri(), combination.service()).connect());
    weak.serve(service);
    assertTrue(handle.awaitAvailable(Await.DEADLINE));
    assertEquals(1, client.count());
    BlockingQueue<Boolean> changes = new LinkedBlockingQueue<>();
    handle.onAvailabilityChanged(changes::add);
    wire.drop();
    assertEquals(false, Await.next(changes));
    assertEquals(true, Await.next(changes), "it connects again by itself");
    assertEquals(2, client.count());
  }

  @Test
  void aServiceThatBrokeDownDoesNotDecideTheMappingOfItsSuccessor() throws InterruptedException {
    serving.close();
    ClientHandle handle = ClientHandle.of(client);
    List<FaultyWire> wires =
        List.of(
            closedLater(new FaultyWire(broker.uri(), "wire")),
            closedLater(new FaultyWire(broker.uri(), "wire")));
    List<RemotingConnection> weak =
        Combination.connectAll(
            Combination.connection(wires.get(0).uri(), combination.service()).reconnectAttempts(0),
            Combination.connection(wires.get(1).uri(), combination.client()).reconnectAttempts(0));
    weak.forEach(this::closedLater);
    for (int i = 0; i < 2; i++) {
      weak.get(i).serve(new Everything());
      assertTrue(handle.awaitAvailable(Await.DEADLINE));
      assertEquals(1, client.count());
      wires.get(i).drop();
      Await.until("the service is known to be gone", () -> !handle.isAvailable());
    }
    serving = serviceSide.serve(service);
    assertTrue(handle.awaitAvailable(Await.DEADLINE));
    assertEquals("later x", client.later("x").orTimeout(5, TimeUnit.SECONDS).join());
    if (!has(BrokerDifference.WILLS_ARE_NOT_RETAINED)) {
      ClientHandle.of(client).close();
      client = available(clientSide);
      assertEquals("later y", client.later("y").orTimeout(5, TimeUnit.SECONDS).join());
    }
    for (RemotingConnection connection : weak) {
      Await.until("the connection is known to be broken", () -> !connection.isConnected());
    }
    Combination.connectAgain(weak); // so that they close properly
  }

  @Test
  void aCallThatNobodyServesFails() throws InterruptedException {
    serving.close();
    Await.until("the service is known to have left", () -> !ClientHandle.of(client).isAvailable());
    ServiceUnavailableException thrown =
        assertThrows(ServiceUnavailableException.class, client::count);
    assertEquals("count", thrown.member());
    assertFalse(thrown.wasSent());
    CompletionException failed =
        assertThrows(CompletionException.class, () -> client.later("x").join());
    assertEquals(ServiceUnavailableException.class, failed.getCause().getClass());
  }
}
