package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestBroker;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several instances of a service, between which a broker distributes the requests. */
class GroupTest {
  private static final ServiceOptions IN_GROUP = ServiceOptions.defaults().withGroup("workers");
  private static final int CALLS = 300;

  @RegisterExtension private final Opened opened = new Opened();
  private final List<RemotingConnection> serving = new ArrayList<>();
  private int connections;

  @RemoteInterface(module = "test.group", name = "Worker")
  interface IWorker {
    @Property
    String getLast();

    @Property
    void setLast(String last);

    @Property
    Subscription onLastChanged(Consumer<String> handler);

    /** Takes {@code millis}, and returns the name of the instance that has done it. */
    @Operation
    CompletableFuture<String> work(String call, int millis);
  }

  /** Records what it has done. */
  private static final class Worker implements IWorker {
    private final String name;
    private final ObservableValue<String> last;
    private final Queue<String> done = new ConcurrentLinkedQueue<>();

    Worker(String name) {
      this.name = name;
      this.last = new ObservableValue<>("first of " + name);
    }

    @Override
    public String getLast() {
      return last.get();
    }

    @Override
    public void setLast(String value) {
      done.add("set " + value);
      last.set(value);
    }

    @Override
    public Subscription onLastChanged(Consumer<String> handler) {
      return last.onChange(handler);
    }

    @Override
    public CompletableFuture<String> work(String call, int millis) {
      done.add(call);
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return CompletableFuture.completedFuture(name);
    }
  }

  private RemotingConnection connect(URI broker, MqttVersion version) {
    return connect(broker, version, Duration.ofSeconds(10));
  }

  private RemotingConnection connect(URI broker, MqttVersion version, Duration callTimeout) {
    return opened.closedLater(
        MqttRemoting.connection(broker.toString())
            .clientId("connection" + connections++)
            .mqttVersion(version)
            .callTimeout(callTimeout)
            .reconnectDelays(Duration.ofMillis(20), Duration.ofMillis(50))
            .connect());
  }

  /** Serves instances, each on a connection of its own. */
  private List<Worker> serve(URI broker, MqttVersion version, int instances) {
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      Worker worker = new Worker("worker" + i);
      RemotingConnection connection = connect(broker, version);
      connection.serve(worker, IN_GROUP);
      serving.add(connection);
      workers.add(worker);
    }
    return workers;
  }

  /** How often each call was executed, by all instances. */
  private static Map<String, Integer> done(List<Worker> workers) {
    Map<String, Integer> done = new HashMap<>();
    workers.forEach(worker -> worker.done.forEach(call -> done.merge(call, 1, Integer::sum)));
    return done;
  }

  private static Map<String, Integer> onceEach(String prefix, int count) {
    Map<String, Integer> once = new HashMap<>();
    for (int i = 0; i < count; i++) {
      once.put(prefix + i, 1);
    }
    return once;
  }

  @ParameterizedTest
  @CsvSource({"MOQUETTE_5,MQTT_5", "MOSQUITTO,MQTT_5", "MOSQUITTO,MQTT_3_1_1"})
  void eachRequestIsExecutedByOneOfThem(BrokerKind kind, MqttVersion version) {
    TestBroker broker = opened.closedLater(kind.start());
    List<Worker> workers = serve(broker.uri(), version, 3);
    for (MqttVersion spoken : MqttVersion.values()) {
      IWorker client = connect(broker.uri(), spoken).client(IWorker.class);
      List<CompletableFuture<String>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(client.work("call" + i, 0));
      }
      calls.forEach(CompletableFuture::join);
      assertEquals(onceEach("call", CALLS), done(workers));
      for (Worker worker : workers) {
        int share = worker.done.size();
        assertTrue(share > CALLS / 10, worker.name + " has done " + share);
        worker.done.clear();
      }
    }
  }

  @Test
  void eachChangeIsMadeByOneOfThemAndEverybodySeesIt() {
    TestBroker broker = opened.closedLater(BrokerKind.MOSQUITTO.start());
    List<Worker> workers = serve(broker.uri(), MqttVersion.MQTT_5, 2);
    IWorker client = connect(broker.uri(), MqttVersion.MQTT_5).client(IWorker.class);
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    client.onLastChanged(seen::add);
    for (int i = 0; i < 10; i++) {
      String value = "value" + i;
      client.setLast(value);
      Await.equal(value, client::getLast);
    }
    assertEquals(onceEach("set value", 10), done(workers));
    Await.equal(10L, () -> seen.stream().filter(value -> value.startsWith("value")).count());
  }

  /** Even if the instance that gets the request has had the value before. */
  @Test
  void eachChangeShowsThoughTheInstancesTakeTurns() {
    TestBroker broker = opened.closedLater(BrokerKind.MOSQUITTO.start());
    serve(broker.uri(), MqttVersion.MQTT_5, 2);
    IWorker client = connect(broker.uri(), MqttVersion.MQTT_5).client(IWorker.class);
    for (int i = 0; i < 20; i++) {
      String value = "value" + i % 2;
      client.setLast(value);
      Await.equal(value, client::getLast);
    }
  }

  @Test
  void secondGroupIsLogged() throws InterruptedException {
    TestBroker broker = opened.closedLater(BrokerKind.MOSQUITTO.start());
    IWorker client = connect(broker.uri(), MqttVersion.MQTT_5).client(IWorker.class);
    try (LogCapture log = LogCapture.ofEverybody(Level.WARN)) {
      serve(broker.uri(), MqttVersion.MQTT_5, 2);
      assertTrue(ClientHandle.of(client).awaitAvailable(Duration.ofSeconds(10)));
      connect(broker.uri(), MqttVersion.MQTT_5)
          .serve(new Worker("other"), ServiceOptions.defaults().withGroup("others"));
      log.line("test.group/Worker: 2 services of it seem to be there", "[others, workers]");
    }
  }

  /**
   * An instance that joins does not publish its first values, and one that comes back not its old.
   */
  @Test
  void whatTheGroupHasPublishedRemains() throws InterruptedException {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    FaultyWire wire = opened.closedLater(new FaultyWire(broker.uri(), "wire"));
    Worker first = new Worker("first");
    RemotingConnection its = connect(wire.uri(), MqttVersion.MQTT_5);
    its.serve(first, IN_GROUP);
    RawClient raw = opened.closedLater(new RawClient(broker.uri()));
    raw.subscribe("test.group/Worker/prop/last");
    assertEquals("\"first of first\"", RawClient.text(raw.next()));

    Worker second = new Worker("second");
    connect(broker.uri(), MqttVersion.MQTT_3_1_1).serve(second, IN_GROUP);
    second.last.set("of second");
    assertEquals("\"of second\"", RawClient.text(raw.next()), "not the first value of the second");

    wire.drop();
    Await.until("it is connected again", its::isConnected);
    first.last.set("of first");
    assertEquals("\"of first\"", RawClient.text(raw.next()), "not what it had before");

    Worker third = new Worker("third");
    RemotingConnection later =
        opened.closedLater(MqttRemoting.connection(broker.uri().toString()).build());
    later.serve(third, IN_GROUP);
    third.last.set("of third");
    later.connect();
    String said = RawClient.text(raw.next());
    while (said.equals("\"of first\"")) { // may be sent twice, as the first attempt may have failed
      said = RawClient.text(raw.next());
    }
    assertEquals("\"of third\"", said, "what changed before it could say so");
  }

  @Test
  void aBrokerThatForgotTheValuesGetsThemAgain() throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    List<Worker> workers = serve(broker.uri(), MqttVersion.MQTT_3_1_1, 3);
    List<IWorker> listening =
        serving.stream().map(connection -> connection.client(IWorker.class)).toList();
    workers.get(1).last.set("of the second");
    listening.forEach(client -> Await.equal("of the second", client::getLast));
    broker.kill();
    broker.restart();
    IWorker late =
        opened
            .closedLater(
                MqttRemoting.connection(broker.uri().toString()).clientId("late").connect())
            .client(IWorker.class);
    Await.equal("of the second", late::getLast);
  }

  @Test
  void membersJoinAndLeaveUnderLoadAndNoCallIsLost() throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    List<Worker> workers = new ArrayList<>(serve(broker.uri(), MqttVersion.MQTT_5, 1));
    IWorker client = connect(broker.uri(), MqttVersion.MQTT_5).client(IWorker.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    Load load = new Load(client);
    load.start();
    for (int i = 0; i < 8; i++) {
      Worker worker = new Worker("guest" + i);
      workers.add(worker);
      RemotingConnection connection = connect(broker.uri(), MqttVersion.MQTT_5);
      ServiceHandle handle = connection.serve(worker, IN_GROUP);
      Await.until(worker.name + " has worked", () -> worker.done.size() > 20);
      if (i % 4 < 2) {
        handle.close();
      } else {
        connection.close();
      }
    }
    int calls = load.stop();
    assertEquals(List.of(), List.copyOf(load.failures));
    assertEquals(onceEach("call", calls), done(workers));
  }

  /** Some requests arrive after it has unsubscribed, because the way to it is slow. */
  @Test
  void aMemberThatLeavesExecutesWhatItWasGiven() {
    Mosquitto broker = opened.closedLater(Mosquitto.start("max_inflight_messages 1"));
    FaultyWire wire = opened.closedLater(new FaultyWire(broker.uri(), "wire"));
    Worker leaving = new Worker("leaving");
    ServiceHandle handle = connect(wire.uri(), MqttVersion.MQTT_5).serve(leaving, IN_GROUP);
    wire.delay(Duration.ofMillis(5));
    List<Worker> workers = new ArrayList<>(serve(broker.uri(), MqttVersion.MQTT_5, 1));
    workers.add(leaving);
    IWorker client = connect(broker.uri(), MqttVersion.MQTT_5).client(IWorker.class);
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(client.work("call" + i, 0));
    }
    Await.until("it has begun", () -> !leaving.done.isEmpty());
    handle.close();
    calls.forEach(CompletableFuture::join);
    assertEquals(onceEach("call", 100), done(workers));
  }

  @Test
  void theOthersGoOnWhenOneIsKilled() throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    FaultyWire wire = opened.closedLater(new FaultyWire(broker.uri(), "wire"));
    List<Worker> workers = new ArrayList<>(serve(broker.uri(), MqttVersion.MQTT_5, 2));
    Worker victim = new Worker("victim");
    RemotingConnection its =
        opened.closedLater(
            MqttRemoting.connection(wire.uri().toString()).reconnectAttempts(0).connect());
    its.serve(victim, IN_GROUP);
    workers.add(victim);
    IWorker client =
        connect(broker.uri(), MqttVersion.MQTT_5, Duration.ofSeconds(3)).client(IWorker.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    Load load = new Load(client);
    load.start();
    Await.until("the victim has worked", () -> victim.done.size() > 50);
    wire.close();
    int killedAt = workers.get(0).done.size();
    Await.until("the others go on", () -> workers.get(0).done.size() > killedAt + 200);
    int calls = load.stop();
    assertTrue(load.failures.size() <= Load.MAX_OPEN, "what it had is lost: " + load.failures);
    load.failures.forEach(
        failure ->
            assertEquals(CallTimeoutException.class, failure.getClass(), failure.toString()));
    Map<String, Integer> done = done(workers);
    done.values().forEach(times -> assertEquals(1, times));
    assertTrue(done.size() >= calls - load.failures.size(), "all others were executed");
  }

  /** Calls all the time, with several calls open. */
  private static final class Load {
    private static final int MAX_OPEN = 32;

    private final IWorker client;
    private final Semaphore room = new Semaphore(MAX_OPEN);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean stopped;
    private int calls;

    Load(IWorker client) {
      this.client = client;
      thread.setDaemon(true);
    }

    void start() {
      thread.start();
    }

    private void run() {
      while (!stopped) {
        room.acquireUninterruptibly();
        client
            .work("call" + calls++, 1)
            .whenComplete(
                (worker, failure) -> {
                  if (failure != null) {
                    failures.add(
                        failure instanceof CompletionException ? failure.getCause() : failure);
                  }
                  room.release();
                });
      }
    }

    /** Waits until all calls have ended, and returns how many there were. */
    int stop() throws InterruptedException {
      stopped = true;
      thread.join();
      room.acquireUninterruptibly(MAX_OPEN);
      return calls;
    }
  }

  @Test
  void aBrokerWithoutSharedSubscriptionsIsRefused() {
    TestBroker broker = opened.closedLater(BrokerKind.MOQUETTE.start());
    RemotingConnection connection = connect(broker.uri(), MqttVersion.MQTT_3_1_1);
    RemotingException refused =
        assertThrows(
            RemotingException.class, () -> connection.serve(new Worker("alone"), IN_GROUP));
    assertEquals(ErrorCode.UNIMPLEMENTED, refused.code());
    assertEquals(
        "UNIMPLEMENTED: group 'workers': the broker has not sent what was published to"
            + " test.group/Worker/_group/connection0 to its subscriber"
            + " $share/workers/test.group/Worker/_group/connection0: use one that has shared"
            + " subscriptions, and allow both",
        refused.getMessage());
    connection.serve(new Worker("alone")); // the refused one is gone
    IWorker client = connection.client(IWorker.class);
    assertEquals("alone", client.work("call", 0).join());
  }
}
