package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections whose first broker cannot be reached at first. Both brokers of a connection are
 * usually the same one, in place of two nodes of a cluster: the first is behind a wire.
 */
@ParameterizedClass
@EnumSource(MqttVersion.class)
@Timeout(120)
class ReturnToFirstTest {
  private static final int CALLERS = 4;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int NOT_AUTHORIZED_3 = 5;

  @RegisterExtension final Opened opened = new Opened();

  private final MqttVersion version;
  private final Mosquitto broker = opened.closedLater(Mosquitto.start());
  private final FaultyWire first = opened.closedLater(new FaultyWire(broker.uri(), "first"));
  private final LogCapture log = opened.closedLater(new LogCapture(Level.INFO));

  ReturnToFirstTest(MqttVersion version) {
    this.version = version;
    first.refuse(true);
  }

  private ConnectionBuilder builder(String clientId, URI preferred) {
    return MqttRemoting.connection(preferred.toString(), broker.uri().toString())
        .mqttVersion(version)
        .clientId(clientId)
        .reconnectDelays(Duration.ofMillis(10), Duration.ofMillis(20))
        .returnToFirst(Duration.ofMillis(100));
  }

  private RemotingConnection connected(String clientId) {
    return opened.closedLater(builder(clientId, first.uri()).connect());
  }

  private void assertMoved(String clientId) {
    log.line("Connected to " + first.uri() + " as " + clientId);
  }

  private void assertNotMoved(String clientId) {
    assertFalse(
        log.lines().stream()
            .anyMatch(line -> line.startsWith("Connected to " + first.uri() + " as " + clientId)),
        () -> log.lines().toString());
  }

  /** Calls again and again until it is told to end; each call has to succeed. */
  private static CompletableFuture<Void> call(
      ICounter counter, int caller, AtomicBoolean ending, Map<String, Integer> results) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; !ending.get(); i++) {
            String name = caller + "." + i;
            ICounter.Counted counted = counter.count(name, i % 30);
            results.put(counted.call(), counted.times());
          }
        },
        task -> new Thread(task, "caller").start());
  }

  /** The client moves, and so does the service, while calls are open. */
  @Test
  void noCallFailsOrIsExecutedTwice() {
    Counter service = new Counter(executed -> {});
    connected("service").serve(service, ServiceOptions.defaults().withConcurrency(CALLERS));
    ICounter counter = connected("client").client(ICounter.class);
    AtomicBoolean ending = new AtomicBoolean();
    Map<String, Integer> results = new ConcurrentHashMap<>();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(call(counter, i, ending, results));
    }
    Await.until("calls are made", () -> results.size() > 50);
    first.refuse(false);
    assertMoved("service");
    assertMoved("client");
    int before = results.size();
    Await.until("calls are made afterwards", () -> results.size() > before + 50);
    ending.set(true);
    callers.forEach(Await::result);
    assertEquals(Set.of(1), Set.copyOf(results.values()));
    assertEquals(results, service.executions());
    service.settle();
  }

  /** To its user, the connection is there all the time. */
  @Test
  void aClientThatIsCreatedDuringAMoveHasItsValues() {
    Everything service = new Everything();
    service.setNumber(7);
    opened
        .closedLater(Combination.connection(broker.uri(), Optional.of(version)).connect())
        .serve(service);
    RemotingConnection connection = connected("client");
    CountDownLatch moving = new CountDownLatch(1);
    connection.onStateChanged(
        event -> {
          if (event.state() == ConnectionState.CONNECTING) {
            moving.countDown();
          }
        });
    first.delay(Duration.ofMillis(100));
    first.refuse(false);
    Await.open(moving);
    assertEquals(7, connection.client(IEverything.class).getNumber());
    assertMoved("client");
  }

  /** A call to a group is sent once, so a move would end it. */
  @Test
  void aCallThatCannotBeSentAgainDelaysTheMove() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    RemotingConnection members =
        opened.closedLater(Combination.connection(broker.uri(), Optional.of(version)).connect());
    members.serve(new Saying(text -> answer.join()), ServiceOptions.defaults().withGroup("g"));
    RemotingConnection connection = connected("client");
    IHello hello = connection.client(IHello.class);
    Await.until("the group is there", () -> ClientHandle.of(hello).isAvailable());
    CompletableFuture<String> call =
        CompletableFuture.supplyAsync(() -> hello.say("x"), task -> new Thread(task).start());
    Await.until("the call is open", () -> connection.statistics().openCalls() == 1);
    first.refuse(false);
    log.line("calls are open that would end, so it moves to " + first.uri() + " later");
    assertNotMoved("client");
    answer.complete(null);
    assertEquals("x", Await.result(call));
    assertMoved("client");
    assertEquals("x", hello.say("x"));
  }

  @Test
  void aMemberOfAGroupLosesNoRequest() {
    List<String> executed = new CopyOnWriteArrayList<>();
    ServiceOptions inGroup = ServiceOptions.defaults().withGroup("g");
    RemotingConnection stays =
        opened.closedLater(Combination.connection(broker.uri(), Optional.of(version)).connect());
    for (RemotingConnection member : List.of(stays, connected("member"))) {
      member.serve(new Saying(executed::add), inGroup);
    }
    RemotingConnection callers =
        opened.closedLater(Combination.connection(broker.uri(), Optional.of(version)).connect());
    IHello hello = callers.client(IHello.class);
    Await.until("the group is there", () -> ClientHandle.of(hello).isAvailable());
    first.refuse(false);
    List<String> said = new ArrayList<>();
    boolean moved = false;
    for (int i = 0; !moved || i < 100; i++) {
      said.add(hello.say("call " + i));
      moved = log.lines().stream().anyMatch(line -> line.contains("Connected to " + first.uri()));
    }
    assertEquals(said, executed);
  }

  /** Returns what it receives, after it has passed it on. */
  private static final class Saying implements IHello {
    private final Hello hello = new Hello();
    private final Consumer<String> receiver;

    Saying(Consumer<String> receiver) {
      this.receiver = receiver;
    }

    @Override
    public String say(String message) {
      receiver.accept(message);
      return message;
    }

    @Override
    public String getLast() {
      return hello.getLast();
    }

    @Override
    public void setLast(String message) {
      hello.setLast(message);
    }

    @Override
    public Subscription onLastChanged(Consumer<String> handler) {
      return hello.onLastChanged(handler);
    }

    @Override
    public Subscription onJustSaid(Consumer<String> handler) {
      return hello.onJustSaid(handler);
    }
  }

  @Test
  void aBrokerThatRefusesTheLoginIsNotReturnedTo() {
    ScriptedBroker refusing = opened.closedLater(new ScriptedBroker());
    refusing.connAck(version == MqttVersion.MQTT_5 ? NOT_AUTHORIZED : NOT_AUTHORIZED_3);
    List<ConnectionState> states = new CopyOnWriteArrayList<>();
    RemotingConnection connection = opened.closedLater(builder("client", refusing.uri()).build());
    connection.onStateChanged((ConnectionEvent event) -> states.add(event.state()));
    connection.connect();
    Await.until("it is checked", () -> refusing.connections.size() > 3);
    assertEquals(List.of(ConnectionState.CONNECTING, ConnectionState.CONNECTED), states);
    assertTrue(connection.isConnected());
  }

  /** It accepts the check, and then not the connection. */
  @Test
  void aMoveThatFailsEndsWhereItBegan() {
    ScriptedBroker refusing = opened.closedLater(new ScriptedBroker());
    int refused = version == MqttVersion.MQTT_5 ? NOT_AUTHORIZED : NOT_AUTHORIZED_3;
    refusing.on(
        MqttMessageType.CONNECT,
        connect -> {
          String id = ((MqttConnectMessage) connect).payload().clientIdentifier();
          return List.of(ScriptedBroker.connAckOf(id.equals("client-check") ? 0 : refused));
        });
    RemotingConnection connection = opened.closedLater(builder("client", refusing.uri()).connect());
    connection.serve(new IHello.Hello());
    IHello hello = connection.client(IHello.class);
    Await.until("it is known", ClientHandle.of(hello)::isAvailable);
    String leaving = "Disconnected from " + broker.uri() + " as client to return to ";
    long before = count(leaving);
    Await.until("it moves", () -> count(leaving) > before);
    assertEquals("x", hello.say("x"), "calls wait until it is back");
    String back = "Connected to " + broker.uri() + " as client";
    Await.until("it is back", () -> count(back) > before + 1);
  }

  private long count(String start) {
    return log.lines().stream().filter(line -> line.startsWith(start)).count();
  }
}
