package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.connection.Backoff;
import io.mqttremoting.internal.connection.BrokerChoice;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.ConnectionSettings;
import io.mqttremoting.internal.connection.IdleEndpoint;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServicePresenceTest {
  private static final String STATUS = "io.world/Greeter/_status/";
  private static final String CONNECTION = "_remoting/";
  private static final String ONLINE = "{\"online\":true}";
  private static final String OFFLINE = "{\"online\":false}";
  private static final String V5 = "io.world/Greeter/rpc/greet";
  private static final String UNHEARD = "io.world/Greeter/rpc/v3/_cancel";
  private static final String V3 = "io.world/Greeter/rpc/v3/greet";
  private static final String ANNOUNCE = "io.world/Greeter/rpc/v3/_announce";
  private static final String MOOD = "io.world/Greeter/prop/mood";
  private static final String GREETED = "io.world/Greeter/sig/greeted";

  @RemoteInterface(module = "io.world")
  interface IGreeter {
    @Property
    int getMood();

    @Property
    Subscription onMoodChanged(IntConsumer handler);

    @Signal
    Subscription onGreeted(Runnable handler);

    @Operation(oneWay = true)
    void greet();

    @Operation(timeoutMillis = 30_000)
    CompletableFuture<Void> greetLater();

    @Operation(timeoutMillis = 50)
    CompletableFuture<Void> greetSoon();
  }

  @RemoteInterface(module = "io.world")
  interface IOther {
    @Operation(timeoutMillis = 30_000)
    CompletableFuture<Void> greetLater();
  }

  private final ScheduledExecutorService timers = Threads.timers("presence-test");

  /** Tasks for the connection's threads; the last one added runs first. */
  private final Deque<Runnable> tasks = new ConcurrentLinkedDeque<>();

  /** How often the executor will still fail to start a thread. */
  private final AtomicInteger failures = new AtomicInteger();

  /** Set before connecting. */
  private boolean subscribesAtQos0;

  private FakeTransports broker;

  /** The transport for MQTT 3.1.1, used when the broker no longer speaks the other version. */
  private FakeTransports older;

  private BrokerConnection connection;
  private Clients clients;
  private IGreeter client;
  private ClientInstance instance;

  private void connect(MqttVersion version) throws TransportException {
    connect(version, 0);
  }

  private void connect(MqttVersion version, int reconnectAttempts) throws TransportException {
    broker = new FakeTransports(version);
    older = new FakeTransports(MqttVersion.MQTT_3_1_1);
    JsonCodec json = new JsonCodec(1024, JsonAdditions.NONE);
    connection =
        new BrokerConnection(
            new ConnectionSettings(
                new ConnectOptions(
                    URI.create("tcp://broker:1"),
                    "me",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    new Message("will", new byte[0], 1, true),
                    Security.DEFAULT),
                BrokerChoice.inTurn(List.of(URI.create("tcp://broker:1")))
                    .withResolver(host -> List.of()),
                List.of(broker, older),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), reconnectAttempts),
                1024,
                Delivery.AUTO,
                subscribesAtQos0,
                "session",
                ""),
            Runnable::run,
            event -> {});
    clients =
        new Clients(
            connection,
            json,
            Duration.ofSeconds(1),
            ContractCheck.WARN,
            new ClientThreads(
                this::runLater,
                tasks::push,
                timers,
                () -> new Bound(10, 10_000),
                new Watchdog(timers, Duration.ofSeconds(10)),
                new MessageCounts()),
            List.of());
    client = clients.client(IGreeter.class, WireName.DECLARED, List.of());
    instance = Clients.instanceOf(client).orElseThrow();
    connection.connect();
  }

  private void runLater(Runnable task) {
    if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new OutOfMemoryError("no more threads, says the test");
    }
    tasks.push(task);
  }

  @AfterEach
  void end() {
    timers.shutdownNow();
    connection.close();
  }

  /** What was published, without the pings that ask a called service for its clock. */
  private List<String> publishedBesidePings() {
    return broker.published.stream().filter(topic -> !topic.equals(PING)).toList();
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.pop().run();
    }
  }

  private void statusIs(String clientId, String payload) {
    broker.receive(STATUS + clientId, payload);
    runTasks();
  }

  /** What is published from now on is not taken for a late message of this service. */
  private void hasLeftSomeTimeAgo(String clientId) {
    statusIs(clientId, OFFLINE);
    long left = System.nanoTime();
    Await.until(
        "nothing is late any more",
        () -> System.nanoTime() - left > TimeUnit.MILLISECONDS.toNanos(200));
  }

  private void connectionIs(String clientId, String payload) {
    broker.receive(CONNECTION + clientId, payload);
  }

  private void enter(String clientId, String status) {
    statusIs(clientId, status);
    connectionIs(clientId, ONLINE);
  }

  private static String serving(String mappings) {
    return "{\"online\":true,\"mappings\":" + mappings + "}";
  }

  private Set<String> followed() {
    return broker.filters.stream()
        .filter(filter -> filter.startsWith(CONNECTION) && !filter.equals(FakeTransports.OWN))
        .collect(Collectors.toSet());
  }

  /** Makes a call, and returns the topic of its request. */
  private String callTopic() {
    broker.published.clear();
    client.greet();
    assertEquals(1, broker.published.size());
    return broker.published.get(0);
  }

  @Test
  void whileNothingIsKnownNobodyIsThereButCallsGo() throws Exception {
    connect(MqttVersion.MQTT_5);
    assertTrue(broker.filters.contains(STATUS + "+"));
    assertFalse(instance.isAvailable());
    assertFalse(instance.awaitAvailable(Duration.ofMillis(1)));
    assertFalse(instance.awaitAvailable(Duration.ZERO));
    assertEquals(V5, callTopic());
  }

  @Test
  void aServiceIsThereWhileItsStatusAndItsConnectionSaySo() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", ONLINE);
    assertEquals(Set.of("_remoting/s1"), followed());
    assertFalse(instance.isAvailable(), "of the connection nothing is known");
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
    assertTrue(instance.awaitAvailable(Duration.ZERO));
    connectionIs("s1", OFFLINE);
    assertFalse(instance.isAvailable());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
    statusIs("s1", OFFLINE);
    assertFalse(instance.isAvailable());
    assertEquals(Set.of(), followed());
    statusIs("s1", ONLINE);
    assertFalse(instance.isAvailable(), "what was known before may not be true any more");
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  /** Regardless of how many interfaces are served on it. */
  @Test
  void aConnectionIsListenedToOnce() throws Exception {
    connect(MqttVersion.MQTT_5);
    ClientInstance other =
        Clients.instanceOf(clients.client(IOther.class, WireName.DECLARED, List.of()))
            .orElseThrow();
    AtomicInteger subscribed = new AtomicInteger();
    broker.onSubscribe = subscribed::incrementAndGet;
    statusIs("s1", ONLINE);
    connectionIs("s1", ONLINE);
    broker.receive("io.world/Other/_status/s1", ONLINE);
    runTasks();
    assertTrue(instance.isAvailable());
    assertTrue(other.isAvailable(), "what is known of the connection need not be said again");
    assertEquals(1, subscribed.get());
    connectionIs("s1", OFFLINE);
    assertFalse(instance.isAvailable());
    assertFalse(other.isAvailable());
    statusIs("s1", OFFLINE);
    assertEquals(Set.of("_remoting/s1"), followed(), "the other wants to know of it");
    broker.receive("io.world/Other/_status/s1", OFFLINE);
    runTasks();
    assertEquals(Set.of(), followed());
  }

  /** For example a fence, with which a connection paces itself. */
  @Test
  void whatAConnectionSaysToItselfIsNoSignOfLife() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", ONLINE);
    connectionIs("s1", "{\"online\":true,\"session\":\"s\",\"fence\":\"f\"}");
    assertFalse(instance.isAvailable());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  @Test
  void aHandlerThatIsTooSlowIsToldTheLatest() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    List<Boolean> told = new ArrayList<>();
    instance.onAvailabilityChanged(told::add);
    for (int i = 0; i < 100; i++) {
      connectionIs("s1", OFFLINE);
      connectionIs("s1", ONLINE);
    }
    connectionIs("s1", OFFLINE);
    runTasks();
    assertEquals(11, told.size(), "ten that wait, and the latest");
    assertEquals(false, told.get(10));
    connectionIs("s1", ONLINE);
    runTasks();
    assertEquals(true, told.get(11));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "5",
        "[]",
        "{}",
        "malformed",
        "{\"online\":1}",
        "{\"online\":null}",
        "{\"online\":true,\"mappings\":\"v5\"}",
        "{\"online\":true} {}",
      })
  void garbageCountsAsOffline(String garbage) throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", garbage);
    assertEquals(Set.of(), followed());
    enter("s1", ONLINE);
    assertTrue(instance.isAvailable());
    connectionIs("s1", garbage);
    assertFalse(instance.isAvailable());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
    statusIs("s1", garbage);
    assertFalse(instance.isAvailable());
    assertEquals(Set.of(), followed());
  }

  @Test
  void oneServiceIsEnough() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    enter("s2", ONLINE);
    statusIs("s1", OFFLINE);
    assertTrue(instance.isAvailable());
    connectionIs("s2", OFFLINE);
    assertFalse(instance.isAvailable());
  }

  @Test
  void whoeverAwaitsIsWoken() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", ONLINE);
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> instance.awaitAvailable(Duration.ofSeconds(Long.MAX_VALUE)));
    Thread thread = new Thread(waiting);
    thread.setDaemon(true);
    thread.start();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertFalse(waiting.isDone(), "did not wait");
      assertTrue(System.nanoTime() < end, "does not wait");
      Thread.onSpinWait();
    }
    connectionIs("s1", ONLINE);
    assertTrue(waiting.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aLostConnectionMakesAllUnknown() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    broker.lose();
    assertFalse(instance.isAvailable());
    connection.connect();
    assertEquals(Set.of("_remoting/s1"), followed());
    assertFalse(instance.isAvailable());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  @Test
  void onlyConnectionsOfPresentServicesAreFollowed() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.receive(STATUS + "s1", ONLINE);
    broker.receive(STATUS + "s1", OFFLINE);
    runTasks();
    assertEquals(Set.of(), followed());
    broker.receive(STATUS + "s1", ONLINE);
    broker.receive(STATUS + "s1", OFFLINE);
    broker.receive(STATUS + "s1", ONLINE);
    runTasks();
    assertEquals(Set.of("_remoting/s1"), followed());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  /** Otherwise the client would stay subscribed for ever to a connection that nobody needs. */
  @Test
  void aServiceThatGoesWhileItIsSubscribedToIsNotFollowed() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.onSubscribe =
        () -> {
          broker.onSubscribe = () -> {};
          broker.receive(STATUS + "s1", ONLINE); // once more
          broker.receive(STATUS + "s1", OFFLINE);
        };
    broker.receive(STATUS + "s1", ONLINE);
    runTasks();
    assertEquals(Set.of(), followed());
  }

  @Test
  void aRefusedSubscriptionIsTriedAgain() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.refusesSubscriptions = true;
    statusIs("s1", ONLINE);
    assertEquals(Set.of(), followed());
    broker.refusesSubscriptions = false;
    enter("s1", ONLINE);
    assertEquals(Set.of("_remoting/s1"), followed());
    assertTrue(instance.isAvailable());
  }

  @Test
  void servicesThatAreGoneTakeNoRoom() throws Exception {
    connect(MqttVersion.MQTT_5);
    for (int i = 0; i < 1000; i++) {
      statusIs("gone" + i, OFFLINE);
    }
    enter("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  @Test
  void noMoreServicesThanALimit() throws Exception {
    connect(MqttVersion.MQTT_5);
    for (int i = 0; i < 1000; i++) {
      broker.receive(STATUS + "s" + i, ONLINE);
    }
    statusIs("more", ONLINE);
    assertEquals(1000, followed().size());
    assertFalse(followed().contains("_remoting/more"));
    statusIs("s7", OFFLINE);
    statusIs("more", ONLINE);
    assertTrue(followed().contains("_remoting/more"));
  }

  @Test
  void aClosedClientFollowsNobody() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    broker.receive(STATUS + "s2", ONLINE);
    instance.close();
    runTasks();
    assertEquals(Set.of(FakeTransports.OWN), broker.filters);
    assertFalse(instance.isAvailable());
  }

  @Test
  void callsGoInAMappingThatSomeServiceAnswers() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", serving("[\"v3\"]"));
    assertEquals(V3, callTopic());
    connectionIs("s1", ONLINE);
    assertEquals(V3, callTopic());
    enter("s2", serving("[\"v5\",\"v3\"]"));
    assertEquals(V5, callTopic());
    statusIs("s2", OFFLINE);
    assertEquals(V3, callTopic());
    statusIs("s1", OFFLINE);
    assertNobodyServes();
  }

  private void assertACallFindsNobody() {
    CompletableFuture<Void> call = client.greetLater();
    awaitEnd(call);
    assertUnavailable(
        "greetLater",
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS)).getCause());
  }

  private void assertNobodyServes() {
    broker.published.clear();
    ServiceUnavailableException thrown =
        assertThrows(ServiceUnavailableException.class, client::greet);
    assertEquals(
        "io.world/Greeter.greet: UNAVAILABLE: the service has left, or its connection is lost",
        thrown.getMessage());
    assertFalse(thrown.wasSent());
    assertNothingSent();
  }

  /** Nothing was sent, except a question to the broker. */
  private void assertNothingSent() {
    assertEquals(List.of(), broker.published.stream().filter(t -> !t.equals(UNHEARD)).toList());
  }

  /** So that a service without presence can take over. */
  @Test
  void retainedStatusesCanBeCleared() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", OFFLINE);
    statusIs("s2", OFFLINE);
    statusIs("s1", "");
    assertNobodyServes();
    statusIs("s2", "");
    assertEquals(V5, callTopic());
    enter("s1", ONLINE);
    statusIs("s1", "");
    assertFalse(instance.isAvailable());
    assertEquals(V5, callTopic());
    for (int i = 0; i < 2000; i++) {
      statusIs("s" + i, OFFLINE);
    }
    assertNobodyServes();
    for (int i = 1000; i < 2000; i++) {
      statusIs("s" + i, "");
    }
    assertEquals(V5, callTopic(), "no more are remembered");
  }

  /**
   * The retained status of a service that has left does not block calls to a service in another
   * language, which publishes no status.
   */
  @Test
  void callsGoThroughToAServiceThatSaysNothingOfItself() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.isHeardByNobody = topic -> topic.contains("/v3/");
    statusIs("s1", OFFLINE);
    assertEquals(List.of(UNHEARD, V5), topicsOf(client::greet));
    CompletableFuture<Void> call = client.greetLater();
    runTasks();
    assertEquals(V5 + "Later", broker.last.topic());
    assertEquals(1, broker.last.qos());
    assertEquals("none", addressee());
    assertFalse(call.isDone());
    broker.receiveRetained(STATUS + "s2", OFFLINE);
    runTasks();
    broker.answer("0");
    runTasks();
    assertTrue(call.isDone() && !call.isCompletedExceptionally());

    broker.isHeardByNobody = topic -> true;
    assertUnavailable("greet", assertThrows(ServiceUnavailableException.class, client::greet));
    CompletableFuture<Void> refused = client.greetLater();
    runTasks();
    assertUnavailable(
        "greetLater",
        assertThrows(ExecutionException.class, () -> refused.get(10, TimeUnit.SECONDS)).getCause());
  }

  /** The node of a cluster that a service has left may retain that it is offline. */
  @Test
  void aCallWaitsForAServiceThatOnlyRetainedMessagesCallOffline() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", REMEMBERING);
    runTasks();
    broker.receiveRetained(CONNECTION + "s1", OFFLINE);
    CompletableFuture<Void> call = client.greetLater();
    runTasks();
    assertEquals(List.of(ANNOUNCE), broker.published);
    enter("s1", REMEMBERING);
    Await.until(
        "the call is sent",
        () -> {
          runTasks();
          return broker.published.contains(V3 + "Later");
        });
    assertFalse(call.isDone());
  }

  /** Waits until all checks have run that are due within this time. */
  private static void awaitChecks(int seconds) {
    CountDownLatch due = new CountDownLatch(1);
    Threads.checks().schedule(due::countDown, seconds, TimeUnit.SECONDS);
    Await.open(due);
  }

  private void awaitQuestions(int count) {
    Await.until(
        count + " questions",
        () -> {
          runTasks();
          return Collections.frequency(List.copyOf(broker.published), ANNOUNCE) == count;
        });
  }

  /** It publishes values just before its status, perhaps before this client had subscribed. */
  @Test
  void aStatusThatComesSoonAfterTheConnectMayComeAfterMissedValues() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    enter("s1", ONLINE);
    assertTrue(instance.isAvailable());
    awaitQuestions(1);
    statusIs("s1", ONLINE); // after its values: the answer
    awaitChecks(1); // after the next question
    awaitQuestions(1);
  }

  @Test
  void nobodyIsAskedIfTheStatusIsRetainedLikeTheValues() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", ONLINE);
    runTasks();
    connectionIs("s1", ONLINE);
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  /** Connected to a service that publishes a mood of 1, and then of 2. */
  private void connectInMoods() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", ONLINE);
    runTasks();
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    broker.receiveRetained(MOOD, "1");
    broker.receive(MOOD, "2");
  }

  /** The same; nobody is asked because of the connect any more. */
  private void connectInMoodsLongAgo() throws Exception {
    connectInMoods();
    awaitChecks(2);
    awaitQuestions(0);
  }

  /** As nats-server does, if it does not know whether the first time was successful. */
  @Test
  void aValueThatIsDeliveredAgainIsIgnoredAndTheNewestIsAskedFor() throws Exception {
    connectInMoods();
    List<Integer> moods = new CopyOnWriteArrayList<>();
    client.onMoodChanged(moods::add);
    broker.receiveAgain(MOOD, "1");
    assertEquals(2, client.getMood());
    awaitQuestions(1);
    broker.receive(MOOD, "3"); // which was delivered only once
    statusIs("s1", ONLINE);
    awaitChecks(1); // after the next question
    awaitQuestions(1);
    Await.equal(
        List.of(3),
        () -> {
          runTasks();
          return moods;
        });
  }

  /** It may be all that there is. */
  @Test
  void theFirstValueIsTakenAlsoIfItIsDeliveredAgain() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveAgain(MOOD, "1");
    assertEquals(1, client.getMood());
  }

  /** The node of a cluster may not have the newest yet, and send it after those that are newer. */
  @Test
  void aRetainedValueBehindAnotherIsTakenAndTheNewestIsAskedFor() throws Exception {
    connectInMoods();
    broker.receiveRetained(MOOD, "1");
    assertEquals(1, client.getMood());
    awaitQuestions(1);
  }

  /** Then the connection has subscribed again because it had lost messages, so this is newer. */
  @Test
  @Tag("long")
  void nobodyIsAskedForARetainedValueLongAfterTheConnect() throws Exception {
    connectInMoods();
    awaitChecks(10);
    broker.receiveRetained(MOOD, "1");
    assertEquals(1, client.getMood());
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  @Test
  void nobodyIsAskedIfTheSameComesAgain() throws Exception {
    connectInMoods();
    broker.receiveRetained(MOOD, "2");
    broker.receiveAgain(MOOD, "2");
    broker.receiveAgain(STATUS + "s1", ONLINE);
    broker.receiveAgain(CONNECTION + "s1", ONLINE);
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  /** The answers may be delivered again, too. */
  @Test
  void whoeverIsToldOldValuesAllTheTimeDoesNotAskAllTheTime() throws Exception {
    connectInMoods();
    broker.receiveAgain(MOOD, "1");
    awaitQuestions(1);
    statusIs("s1", ONLINE);
    for (int second = 0; second < 5; second++) {
      broker.receiveAgain(MOOD, "1");
      awaitChecks(1);
    }
    awaitQuestions(1);
  }

  /** It may have been lost before. */
  @Test
  void aValueThatIsDeliveredAgainIsTakenIfNobodyCanBeAsked() throws Exception {
    connectInMoods();
    statusIs("s1", OFFLINE);
    broker.receiveAgain(MOOD, "1");
    assertEquals(1, client.getMood());
  }

  /** Like one that is retained: the service may be back since. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {STATUS, CONNECTION})
  void anOfflineStatusThatIsDeliveredAgainIsDoubted(String topic) throws Exception {
    connectInMoodsLongAgo();
    broker.receiveAgain(topic + "s1", ONLINE);
    assertTrue(instance.isAvailable());
    broker.receiveAgain(topic + "s1", OFFLINE);
    runTasks();
    assertFalse(instance.isAvailable());
    CompletableFuture<Void> call = client.greetLater();
    awaitQuestions(1);
    enter("s1", ONLINE);
    assertTrue(instance.isAvailable());
    assertFalse(call.isDone());
  }

  /** If it is back, it says so when it is asked. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {STATUS, CONNECTION})
  void anOnlineStatusThatIsDeliveredAgainIsNotBelieved(String topic) throws Exception {
    connectInMoodsLongAgo();
    broker.receive(topic + "s1", OFFLINE);
    runTasks();
    broker.receiveAgain(topic + "s1", ONLINE);
    runTasks();
    assertFalse(instance.isAvailable());
    awaitQuestions(1);
  }

  /** Also if its connection is online, for example because it serves something else. */
  @Test
  void whoSaidThatItLeftIsNotTakenForOneThatIsBack() throws Exception {
    connectInMoods();
    statusIs("s1", OFFLINE);
    broker.receiveAgain(STATUS + "s1", ONLINE);
    runTasks();
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    runTasks();
    assertFalse(instance.isAvailable());
  }

  /** Old values do not show that somebody is there. */
  @Test
  void whoSaidThatItLeftIsNotTakenForOneWithoutAStatus() throws Exception {
    connectInMoods();
    hasLeftSomeTimeAgo("s1");
    broker.receiveAgain(MOOD, "1");
    broker.receiveAgain(GREETED, "[]");
    assertACallFindsNobody();
  }

  /** Connected long enough that nobody is asked because of that any more. */
  private void connectLongAgo() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", REMEMBERING);
    runTasks();
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  /** The status of a service that is back may have been lost between the nodes of a cluster. */
  @Test
  void atQos0ACallThatFindsNoServiceHasItAskedFor() throws Exception {
    subscribesAtQos0 = true;
    connectLongAgo();
    connectionIs("s1", OFFLINE);
    awaitChecks(2); // after any question
    awaitQuestions(0);
    assertNobodyServes();
    awaitQuestions(1);
    enter("s1", REMEMBERING);
    assertTrue(instance.isAvailable());
    assertEquals(V3, callTopic());
  }

  /** Values may have been lost together with the call or the reply. */
  @Test
  void atQos0ACallWithoutReplyHasTheServiceAsked() throws Exception {
    subscribesAtQos0 = true;
    connectLongAgo();
    awaitEnd(client.greetSoon());
    awaitQuestions(1);
  }

  @Test
  void atQos1FailedCallsHaveNobodyAsked() throws Exception {
    connectLongAgo();
    awaitEnd(client.greetSoon());
    connectionIs("s1", OFFLINE);
    assertNobodyServes();
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  /** A broker that ends the connection of a client that asks would do so again and again. */
  @Test
  void whoLosesTheConnectionByAskingTwiceNeverAsksAgain() throws Exception {
    try (LogCapture log = new LogCapture(Level.INFO)) {
      connect(MqttVersion.MQTT_3_1_1, 10);
      broker.isForbidden = ANNOUNCE::equals;
      awaitQuestions(2);
      log.line("The connection was lost after asking who is online; this is not asked again");
      Await.until("it is connected again", connection::isConnected);
      awaitChecks(2); // after any question
      awaitQuestions(2);
    }
  }

  /** Otherwise a client on a bad network would never get the values that it missed. */
  @Test
  void whoLosesTheConnectionAfterTheBrokerTookTheQuestionAsksAgain() throws Exception {
    connect(MqttVersion.MQTT_3_1_1, 10);
    for (int i = 1; i <= 4; i++) {
      broker.published.clear();
      awaitQuestions(1);
      broker.lose();
      Await.until("it is connected again", connection::isConnected);
    }
  }

  /** Also if a later question gets no answer: the first has shown that it is allowed to ask. */
  @Test
  void whoLosesTheConnectionAfterASecondQuestionAsksAgain() throws Exception {
    connect(MqttVersion.MQTT_3_1_1, 10);
    for (int i = 1; i <= 3; i++) {
      broker.published.clear();
      awaitQuestions(1);
      broker.isForbidden = ANNOUNCE::equals;
      awaitQuestions(2);
      broker.isForbidden = topic -> false;
      Await.until("it is connected again", connection::isConnected);
    }
  }

  @Test
  void aCallFailsIfTheServiceDoesNotAnnounceItself() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", OFFLINE);
    runTasks();
    assertACallFindsNobody();
    assertEquals(ANNOUNCE, broker.published.get(0));
    assertFalse(broker.published.contains(V3 + "Later"));
  }

  /** The call was made before the client learned that the service had left. */
  @Test
  void lateNewsOfADepartureDoesNotEndACall() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.isHeardByNobody = topic -> topic.contains("/v3/");
    CompletableFuture<Void> call = client.greetLater();
    broker.receiveRetained(STATUS + "s1", OFFLINE);
    runTasks();
    assertFalse(call.isDone());
    enter("s2", ONLINE);
    statusIs("s2", OFFLINE); // it may have received the call
    awaitEnd(call);
    assertTrue(call.isCompletedExceptionally());
  }

  private List<String> topicsOf(Runnable sending) {
    broker.published.clear();
    sending.run();
    return List.copyOf(broker.published);
  }

  private static void assertUnavailable(String member, Throwable thrown) {
    assertEquals(
        "io.world/Greeter."
            + member
            + ": UNAVAILABLE: the service has left, or its connection is lost",
        thrown.getMessage());
    assertFalse(((ServiceUnavailableException) thrown).wasSent());
  }

  /**
   * If the broker does not report missing subscribers, the messages of services are the only clue.
   */
  @ParameterizedTest
  @EnumSource
  void aPublisherCountsAsAvailableForCalls(MqttVersion version) throws Exception {
    connect(version);
    hasLeftSomeTimeAgo("s1");
    assertNobodyServes();
    broker.receiveRetained(GREETED, "[]");
    assertNobodyServes();
    broker.receive(GREETED, "[]");
    assertEquals(version == MqttVersion.MQTT_5 ? V5 : V3, callTopic());
    assertFalse(instance.isAvailable(), "it does not say so");
    enter("s2", ONLINE);
    hasLeftSomeTimeAgo("s2");
    assertNobodyServes();
    broker.receive(GREETED, "[]");
    callTopic();
  }

  /** Services of this library publish their values before their status. */
  @Test
  void aCallWaitsForTheStatusThatComesBehindAValue() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.isHeardByNobody = topic -> topic.contains("/v3/");
    hasLeftSomeTimeAgo("s1");
    broker.receive(GREETED, "[]");
    broker.published.clear();
    CompletableFuture<Void> call = client.greetLater();
    assertEquals(List.of(), broker.published);
    broker.receive(STATUS + "s2", REMEMBERING);
    runTasks();
    assertEquals(V5 + "Later", broker.last.topic());
    assertNull(addressee(), "of its connection nothing is known yet");
    broker.answer("0");
    runTasks();
    assertTrue(call.isDone());
  }

  /** Services in other languages publish no status. */
  @Test
  void aCallWaitsForAStatusForAMomentOnly() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.isHeardByNobody = topic -> topic.contains("/v3/");
    hasLeftSomeTimeAgo("s1");
    broker.receive(GREETED, "[]");
    CompletableFuture<Void> call = client.greetLater();
    runTasks();
    assertEquals(V5 + "Later", broker.last.topic());
    assertEquals("none", addressee());
    assertFalse(call.isDone());
    broker.receive(GREETED, "[]");
    broker.published.clear();
    client.greetLater();
    assertEquals(List.of(V5 + "Later"), broker.published, "without waiting again");
  }

  /** Some brokers deliver a retained value without the retain flag. */
  @Test
  void aFirstValueOnAConnectionDoesNotTellThatSomebodyIsThere() throws Exception {
    connect(MqttVersion.MQTT_3_1_1, 100);
    for (int i = 0; i < 2; i++) {
      hasLeftSomeTimeAgo("s1");
      broker.receive(MOOD, "1");
      assertNobodyServes();
      broker.receive(MOOD, "2");
      callTopic();
      loseAndReconnect();
    }
  }

  /** Clusters of brokers keep the order of one topic only. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whatArrivesRightAfterAServiceHasLeftMayBeItsOwn(MqttVersion version) throws Exception {
    connect(version);
    broker.receive(STATUS + "s1", OFFLINE); // whose online status has never arrived
    broker.receive(GREETED, "[]");
    assertNobodyServes();
    enter("s1", ONLINE);
    broker.receive(MOOD, "1");
    broker.receive(STATUS + "s1", OFFLINE);
    broker.receive(MOOD, "2");
    assertNobodyServes();
    assertEquals(2, client.getMood());
    enter("s1", ONLINE);
    connectionIs("s1", OFFLINE);
    broker.receive(GREETED, "[]");
    assertACallFindsNobody();
    broker.receive(GREETED, "[]"); // by now, it is not late
    callTopic();
  }

  /** After a connect, it is not known when a service has left, so that is taken to be long ago. */
  @Test
  void aRetainedStatusDoesNotTellThatAServiceHasJustLeft() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", OFFLINE);
    broker.receive(GREETED, "[]");
    callTopic();
  }

  /** It may be the next service, which publishes its values before its status. */
  @Test
  void aCallWaitsForTheStatusOfWhoPublishesRightAfterAServiceHasLeft() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    enter("s1", ONLINE);
    broker.receive(MOOD, "1");
    statusIs("s1", OFFLINE);
    broker.receive(MOOD, "2");
    timers.schedule(() -> broker.receive(STATUS + "s2", REMEMBERING), 100, TimeUnit.MILLISECONDS);
    CompletableFuture<Void> call = client.greetLater();
    runTasks();
    assertEquals(V3 + "Later", broker.last.topic());
    assertFalse(call.isDone());
  }

  @Test
  void aServiceThatNamesNoMappingsTellsNothingOfThem() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    assertEquals(V5, callTopic());
    enter("s2", serving("[\"v3\"]"));
    assertEquals(V3, callTopic());
  }

  @Test
  void aServiceWhoseConnectionWasLostDoesNotChooseTheMapping() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", serving("[\"v3\"]"));
    connectionIs("s1", OFFLINE);
    assertNobodyServes();
    enter("s2", serving("[\"v3\"]"));
    enter("s3", serving("[\"v5\"]"));
    assertEquals(V5, callTopic());
    connectionIs("s3", OFFLINE);
    assertEquals(V3, callTopic());
  }

  @Test
  void withMqtt3CallsGoInItsMapping() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    assertEquals(V3, callTopic());
    enter("s1", serving("[\"v5\"]"));
    assertEquals(V3, callTopic());
    assertTrue(instance.isAvailable());
  }

  private static final String REMEMBERING =
      "{\"online\":true,\"mappings\":[\"v5\",\"v3\"],\"memory\":\"m\"}";

  private static final String OF_SESSION =
      "{\"online\":true,\"mappings\":[\"v5\"],\"session\":\"1\",\"memory\":\"m\"}";

  @Test
  void aCallThatIsGivenUpWhileTheServiceIsLookedForIsNotSent() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", OFFLINE);
    CompletableFuture<Void> givenUp = client.greetLater();
    CompletableFuture<Void> awaited = client.greetLater();
    assertTrue(givenUp.cancel(true));
    broker.receive(STATUS + "s1", REMEMBERING); // it comes back while they wait
    broker.published.clear();
    runTasks();
    assertEquals(List.of(V5 + "Later"), broker.published);
    assertFalse(awaited.isDone());
  }

  /** A cancellation that arrives before its call has no effect. */
  @Test
  void aCallThatIsGivenUpWhileItIsSentIsCancelledBehindIt() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", REMEMBERING);
    connectionIs("s1", OFFLINE);
    runTasks();
    CompletableFuture<Void> call = client.greetLater();
    connectionIs("s1", ONLINE); // it comes back while the call looks for it
    broker.onPublish =
        () -> {
          broker.onPublish = () -> {};
          assertTrue(call.cancel(true));
        };
    broker.published.clear();
    runTasks();
    assertEquals(List.of(V5 + "Later", "io.world/Greeter/rpc/_cancel"), publishedBesidePings());
  }

  @Test
  void anOpenCallIsSentAgainAsSoonAsTheConnectionIsBack() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    Message first = broker.last;
    loseAndReconnect();
    assertEquals(List.of(V5 + "Later", V5 + "Later"), broker.published);
    assertArrayEquals(
        first.properties().correlationData(), broker.last.properties().correlationData());
    assertTrue(broker.last.properties().user().asMap().containsKey("remoting-repeated-after"));
    assertFalse(call.isDone());
  }

  private void loseAndReconnect() {
    broker.lose();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!connection.isConnected()) {
      assertTrue(System.nanoTime() < end, "it does not connect again");
      Thread.onSpinWait();
    }
  }

  /** What the broker delivers after the reconnect: each case means that the service is gone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "io.world/Greeter/_status/s1 | {\"online\":false}",
        "io.world/Greeter/_status/s1 | {\"online\":true,\"session\":\"1\",\"memory\":\"n\"}",
        "io.world/Greeter/_status/s1 | {\"online\":true}",
        "io.world/Greeter/_status/s1 | malformed",
        "io.world/Greeter/_status/s1 | ''",
        "_remoting/s1 | {\"online\":false,\"session\":\"1\"}",
        "_remoting/s1 | {\"online\":false}",
        "_remoting/s1 | {\"online\":true,\"session\":\"2\"}",
        "_remoting/s1 | malformed",
      })
  void anOpenCallEndsWhenTheServiceWentWhileThereWasNoConnection(String topic, String said)
      throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    statusIs("s1", OF_SESSION);
    connectionIs("s1", "{\"online\":true,\"session\":\"1\"}");
    enter("other", "{\"online\":true,\"memory\":\"o\"}");
    statusIs("other", OFFLINE);
    CompletableFuture<Void> call = client.greetLater();
    loseAndReconnect();
    loseAndReconnect(); // before anything about the service has arrived
    runTasks();
    assertFalse(call.isDone(), "it may be there still");
    broker.receive(topic, said);
    awaitEnd(call);
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
    ServiceUnavailableException gone =
        assertInstanceOf(ServiceUnavailableException.class, failed.getCause());
    assertEquals(
        "the service left, or its connection was lost, before the reply came; whether the call was"
            + " executed is not known",
        gone.reason());
    assertTrue(gone.wasSent());
  }

  @Test
  void anOpenCallGoesOnWhenTheServiceIsStillThereAfterALostConnection() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    for (int i = 0; i < 2; i++) {
      loseAndReconnect();
      connectionIs("s1", ONLINE); // in either order
      statusIs("s1", REMEMBERING);
      runTasks();
      assertFalse(call.isDone());
    }
    connectionIs("s1", OFFLINE);
    awaitEnd(call);
    assertTrue(call.isCompletedExceptionally());
  }

  @Test
  void manyCallsToAServiceThatLeftAreRefusedTogether() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", OFFLINE);
    List<CompletableFuture<Void>> calls =
        Stream.generate(() -> client.greetLater()).limit(1000).toList();
    broker.published.clear();
    long start = System.nanoTime();
    runTasks();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(calls.stream().allMatch(CompletableFuture::isCompletedExceptionally));
    assertNothingSent();
    assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, "one after the other: " + took);
  }

  /** What was found out for earlier calls does not apply: a service may have come since. */
  @Test
  void aRefusalIsNotForCallsThatAreMadeLater() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", OFFLINE);
    assertNobodyServes();
    broker.onFence = () -> broker.receive(STATUS + "s1", REMEMBERING);
    broker.published.clear();
    client.greet();
    assertEquals(List.of(V5), broker.published);
  }

  @Test
  void repetitionsDoNotWaitBehindRefusals() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> open = client.greetLater();
    IOther other = clients.client(IOther.class, WireName.DECLARED, List.of());
    broker.receive("io.world/Other/_status/s1", OFFLINE);
    runTasks();
    broker.published.clear();
    CompletableFuture<Void> refused = other.greetLater();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (publishedBesidePings().isEmpty()) { // without running what the refused call waits for
      assertTrue(System.nanoTime() < end, "the open call is not repeated");
      if (tasks.size() > 1) {
        tasks.pop().run();
      }
    }
    assertEquals(List.of(V5 + "Later"), publishedBesidePings());
    assertFalse(open.isDone());
    assertFalse(refused.isDone());
  }

  @Test
  void repetitionsGoOnAfterAFailure() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    failures.set(1); // set first: a call may be repeated at any time
    broker.published.clear();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (publishedBesidePings().isEmpty()) {
      assertTrue(System.nanoTime() < end, "the call is not repeated");
      runTasks();
    }
    assertEquals(0, failures.get());
    assertFalse(call.isDone());
  }

  /** The other endpoints and the connection are not affected. */
  @Test
  void otherEndpointsAreToldOfTheConnectionIfOneFails() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    instance.close();
    Faulty faulty = new Faulty();
    assertThrows(AssertionError.class, () -> connection.register(faulty));
    client = clients.client(IGreeter.class, WireName.DECLARED, List.of());
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    broker.published.clear();
    loseAndReconnect();
    assertEquals(List.of(V5 + "Later"), broker.published);
    assertFalse(call.isDone());
    assertEquals(List.of("connected", "lost", "connected"), faulty.told);
  }

  /** Fails each time it is told about the connection. */
  private static final class Faulty extends IdleEndpoint {
    final List<String> told = new CopyOnWriteArrayList<>();

    private void fail(String what) {
      told.add(what);
      throw new AssertionError("thrown by the test: " + what);
    }

    @Override
    public void onConnected() {
      fail("connected");
    }

    @Override
    public void onConnectionLost(Throwable cause) {
      fail("lost");
    }

    @Override
    public void onGivenUp(Throwable cause) {
      fail("given up");
    }
  }

  /** Otherwise a call could last longer than its timeout. */
  @Test
  void aCallWaitsForRoomToSendNoLongerThanForItsReply() throws Exception {
    connect(MqttVersion.MQTT_5);
    var unused = client.greetSoon();
    assertEquals(Duration.ofMillis(50), broker.lastPatience);
    client.greet();
    assertEquals(Duration.ofSeconds(1), broker.lastPatience);
    unused = client.greetLater();
    assertEquals(Duration.ofSeconds(10), broker.lastPatience);
  }

  /**
   * The {@code memory} of the service that the last request is for; {@code null} for any service.
   */
  private String addressee() {
    return broker.last.properties().user().get("remoting-memory");
  }

  /** When this returns, the service has left one call unanswered. */
  private void connectToASlowService() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> lost = client.greetSoon();
    assertEquals("m", addressee());
    awaitEnd(lost);
    runTasks();
  }

  private void awaitEnd(CompletableFuture<Void> call) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!call.isDone()) {
      assertTrue(System.nanoTime() < end, "the call does not end");
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
    }
  }

  /** When this returns, the service has left one call and one ping unanswered. */
  private void connectToAServiceThatDoesNotAnswer() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    broker.isHeardByNobody = PING::equals;
    enter("s1", REMEMBERING);
    awaitEnd(client.greetSoon());
    runTasks();
  }

  private static final String PING = "io.world/Greeter/rpc/_ping";

  /** A timeout does not prove that the service is dead, so calls are still addressed to it. */
  @Test
  void aSlowServiceIsAddressedFurtherAndAskedWhetherItIsAlive() throws Exception {
    connectToASlowService();
    Message ping = broker.lastTo.get(PING);
    assertEquals("m", ping.properties().user().get("remoting-memory"));
    assertEquals(1, ping.qos());
    var unused = client.greetLater();
    assertEquals("m", addressee());
    awaitEnd(client.greetSoon());
    runTasks();
    Message.Properties latest = broker.lastTo.get(PING).properties();
    assertTrue( // it is repeated if this takes long
        Arrays.equals(latest.correlationData(), ping.properties().correlationData())
            || latest.user().get("remoting-repeated-after") != null,
        "one question at a time");
  }

  @Test
  void aSlowServiceIsAskedAgainAfterItHasAnswered() throws Exception {
    connectToASlowService();
    broker.answer(broker.lastTo.get(PING), "0");
    runTasks();
    broker.published.clear();
    awaitEnd(client.greetSoon());
    runTasks();
    assertTrue(broker.published.contains(PING));
    assertEquals("m", addressee());
  }

  @Test
  void aSilentServiceIsAddressedNoMoreUntilItSpeaks() throws Exception {
    connectToASlowService();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    do {
      assertTrue(System.nanoTime() < end, "it is addressed still");
      LockSupport.parkNanos(1_000_000);
      client.greetLater().cancel(true);
    } while ("m"
        .equals(broker.lastTo.get(V5 + "Later").properties().user().get("remoting-memory")));
    runTasks();
    broker.receiveRetained(STATUS + "s1", REMEMBERING);
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    var unused = client.greetLater();
    assertEquals(null, addressee(), "what the broker kept says nothing new");
    connectionIs("s1", ONLINE);
    unused = client.greetLater();
    assertEquals("m", addressee());
  }

  /** The silence may have been that of the client's own connection. */
  @Test
  void aServiceThatDidNotAnswerIsAskedAgainOnTheNextConnect() throws Exception {
    connectToAServiceThatDoesNotAnswer();
    var unused = client.greetLater();
    assertEquals(null, addressee());
    broker.isHeardByNobody = topic -> false;
    loseAndReconnect();
    broker.published.clear();
    broker.receiveRetained(STATUS + "s1", REMEMBERING);
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    runTasks();
    assertEquals(List.of(PING), broker.published);
    unused = client.greetLater();
    assertEquals("m", addressee());
  }

  @Test
  void aServiceThatDoesNotAnswerIsAddressedNoMoreUntilItSpeaks() throws Exception {
    connectToAServiceThatDoesNotAnswer();
    var unused = client.greetLater();
    assertEquals(null, addressee());
    connectionIs("s1", ONLINE);
    unused = client.greetLater();
    assertEquals("m", addressee());
  }

  @Test
  void theOnlyServiceIsTrustedAgainWhenItAnswers() throws Exception {
    connectToAServiceThatDoesNotAnswer();
    CompletableFuture<Void> answered = client.greetLater();
    assertEquals(null, addressee());
    broker.answer("0");
    runTasks();
    assertTrue(answered.isDone());
    var unused = client.greetLater();
    assertEquals("m", addressee());
  }

  /**
   * Of several services that seem to be available, the earlier ones may have gone with a broker.
   */
  @Test
  void callsGoToTheServiceThatSaidLastThatItIsThere() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", since("a", ",\"since\":\"2026-11-29T10:00:00.000Z\""));
    enter("s2", since("b", ",\"since\":\"2026-11-29T10:00:00.001Z\""));
    enter("s3", since("c", ""));
    var unused = client.greetLater();
    assertEquals("b", addressee());
    statusIs("s1", since("a", ",\"since\":\"2026-11-29T10:00:01.000Z\""));
    unused = client.greetLater();
    assertEquals("a", addressee());
    connectionIs("s1", OFFLINE);
    connectionIs("s2", OFFLINE);
    unused = client.greetLater();
    assertEquals("c", addressee());
  }

  private static String since(String memoryId, String since) {
    return "{\"online\":true,\"mappings\":[\"v5\"],\"memory\":\"" + memoryId + "\"" + since + "}";
  }

  /** Even while it is not known yet what happened to the service that did not reply. */
  @Test
  void callsGoToAServiceThatRepliesRatherThanToOneThatDidNot() throws Exception {
    connectToASlowService();
    enter("s2", "{\"online\":true,\"mappings\":[\"v5\",\"v3\"],\"memory\":\"n\"}");
    var unused = client.greetLater();
    assertEquals("n", addressee());
    awaitEnd(client.greetSoon());
    connectionIs("s1", ONLINE);
    unused = client.greetLater();
    assertEquals("m", addressee());
  }

  /** Over MQTT 3.1.1, a request in the MQTT 5 mapping would lack its caller and its addressee. */
  @Test
  void mqtt5CallEndsWhenTheBrokerSpeaksMqtt3Only() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    broker.isUnknownToTheBroker = true;
    loseAndReconnect();
    runTasks();
    assertEquals(List.of(), older.published.stream().filter(V5::equals).toList());
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
    NotConnectedException lost = assertInstanceOf(NotConnectedException.class, failed.getCause());
    assertEquals(
        "the connection was lost before the reply came, and made again with MQTT 3.1.1; whether the"
            + " call was executed is not known",
        lost.reason());
    assertTrue(lost.wasSent());
  }
}
