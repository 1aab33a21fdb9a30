package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
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
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import java.net.URI;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A client of {@link IGreeter} on a broker that the test plays. What the client does later waits in
 * {@link #tasks} until the test runs it.
 */
@Timeout(60)
abstract class PresenceScene {
  static final String STATUS = "io.world/Greeter/_status/";
  static final String CONNECTION = "_remoting/";
  static final String ONLINE = "{\"online\":true}";
  static final String OFFLINE = "{\"online\":false}";
  static final String V5 = "io.world/Greeter/rpc/greet";
  static final String UNHEARD = "io.world/Greeter/rpc/v3/_cancel";
  static final String V3 = "io.world/Greeter/rpc/v3/greet";
  static final String ANNOUNCE = "io.world/Greeter/rpc/v3/_announce";
  static final String MOOD = "io.world/Greeter/prop/mood";
  static final String GREETED = "io.world/Greeter/sig/greeted";

  static final String REMEMBERING =
      "{\"online\":true,\"mappings\":[\"v5\",\"v3\"],\"memory\":\"m\"}";

  static final String PING = "io.world/Greeter/rpc/_ping";

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

  final ScheduledExecutorService timers = Threads.timers("presence-test");

  /** Tasks for the connection's threads; the last one added runs first. */
  final Deque<Runnable> tasks = new ConcurrentLinkedDeque<>();

  /** How often the executor will still fail to start a thread. */
  final AtomicInteger failures = new AtomicInteger();

  /** Set before connecting. */
  boolean subscribesAtQos0;

  FakeTransports broker;

  /** The transport for MQTT 3.1.1, used when the broker no longer speaks the other version. */
  FakeTransports older;

  BrokerConnection connection;
  Clients clients;
  IGreeter client;
  ClientInstance instance;

  void connect(MqttVersion version) throws TransportException {
    connect(version, 0);
  }

  void connect(MqttVersion version, int reconnectAttempts) throws TransportException {
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
  List<String> publishedBesidePings() {
    return broker.published.stream().filter(topic -> !topic.equals(PING)).toList();
  }

  void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.pop().run();
    }
  }

  void statusIs(String clientId, String payload) {
    broker.receive(STATUS + clientId, payload);
    runTasks();
  }

  /** What is published from now on is not taken for a late message of this service. */
  void hasLeftSomeTimeAgo(String clientId) {
    statusIs(clientId, OFFLINE);
    long left = System.nanoTime();
    Await.until(
        "nothing is late any more",
        () -> System.nanoTime() - left > TimeUnit.MILLISECONDS.toNanos(200));
  }

  void connectionIs(String clientId, String payload) {
    broker.receive(CONNECTION + clientId, payload);
  }

  void enter(String clientId, String status) {
    statusIs(clientId, status);
    connectionIs(clientId, ONLINE);
  }

  /** Makes a call, and returns the topic of its request. */
  String callTopic() {
    broker.published.clear();
    client.greet();
    assertEquals(1, broker.published.size());
    return broker.published.get(0);
  }

  void assertACallFindsNobody() {
    CompletableFuture<Void> call = client.greetLater();
    awaitEnd(call);
    assertUnavailable(
        "greetLater",
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS)).getCause());
  }

  void assertNobodyServes() {
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
  void assertNothingSent() {
    assertEquals(List.of(), broker.published.stream().filter(t -> !t.equals(UNHEARD)).toList());
  }

  /** Waits until all checks have run that are due within this time. */
  static void awaitChecks(int seconds) {
    CountDownLatch due = new CountDownLatch(1);
    Threads.checks().schedule(due::countDown, seconds, TimeUnit.SECONDS);
    Await.open(due);
  }

  void awaitQuestions(int count) {
    Await.until(
        count + " questions",
        () -> {
          runTasks();
          return broker.questions.size() == count;
        });
  }

  /** Connected to a service that publishes a mood of 1, and then of 2. */
  void connectInMoods() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", ONLINE);
    runTasks();
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    broker.receiveRetained(MOOD, "1");
    broker.receive(MOOD, "2");
  }

  static void assertUnavailable(String member, Throwable thrown) {
    assertEquals(
        "io.world/Greeter."
            + member
            + ": UNAVAILABLE: the service has left, or its connection is lost",
        thrown.getMessage());
    assertFalse(((ServiceUnavailableException) thrown).wasSent());
  }

  void loseAndReconnect() {
    broker.lose();
    Await.until("it is connected again", connection::isConnected);
  }

  /**
   * The {@code memory} of the service that the last request is for; {@code null} for any service.
   */
  String addressee() {
    return broker.last.properties().user().get("remoting-memory");
  }

  void awaitEnd(CompletableFuture<Void> call) {
    Await.until(
        "the call ends",
        () -> {
          runTasks();
          return call.isDone();
        });
  }
}
