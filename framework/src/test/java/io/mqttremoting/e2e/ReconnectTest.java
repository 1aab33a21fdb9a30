package io.mqttremoting.e2e;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lost connection is made again, and reports its states. */
class ReconnectTest {
  private static final Duration FIRST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofMillis(50);

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private RemotingConnection connect(String clientId) {
    return rig.connect(clientId, builder -> builder.reconnectDelays(FIRST, LONGEST));
  }

  private static List<ConnectionState> statesUntil(
      ConnectionState last, BlockingQueue<ConnectionEvent> events) {
    List<ConnectionState> states = new ArrayList<>();
    do {
      ConnectionState state = Await.next(events).state();
      if (states.isEmpty() || states.get(states.size() - 1) != state) {
        states.add(state);
      }
    } while (states.get(states.size() - 1) != last);
    return states;
  }

  @Test
  void statesAreTold() {
    RemotingConnection connection = rig.connection("me").reconnectDelays(FIRST, LONGEST).build();
    BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    connection.onStateChanged(events::add);
    assertEquals(ConnectionState.DISCONNECTED, connection.state());
    connection.connect();
    assertEquals(ConnectionState.CONNECTED, connection.state());
    assertEquals(
        List.of(ConnectionState.CONNECTING, ConnectionState.CONNECTED),
        statesUntil(ConnectionState.CONNECTED, events));

    rig.broker().disconnect("me");
    ConnectionEvent lost = Await.next(events);
    assertEquals(ConnectionState.CONNECTING, lost.state());
    assertEquals(0, lost.failedAttempts());
    assertTrue(lost.cause().isPresent());
    assertEquals(
        List.of(ConnectionState.CONNECTED), statesUntil(ConnectionState.CONNECTED, events));
    connection.close();
    assertEquals(List.of(ConnectionState.CLOSED), statesUntil(ConnectionState.CLOSED, events));
    assertEquals(ConnectionState.CLOSED, connection.state());
  }

  @Test
  void attemptsThatFailAreTold() {
    RemotingConnection connection = connect("me");
    BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    connection.onStateChanged(events::add);
    rig.broker().stop();
    assertEquals(0, Await.next(events).failedAttempts());
    for (int failures = 1; failures <= 2; failures++) {
      ConnectionEvent event = Await.next(events);
      assertEquals(ConnectionState.CONNECTING, event.state());
      assertEquals(failures, event.failedAttempts());
      assertTrue(
          event.cause().orElseThrow().getMessage().startsWith("cannot connect to " + rig.uri()));
    }
    rig.broker().restart();
    statesUntil(ConnectionState.CONNECTED, events);
  }

  @Test
  void reconnectingEndsAfterTheSetNumberOfAttempts() throws InterruptedException {
    RemotingConnection connection =
        rig.connect("me", builder -> builder.reconnectDelays(FIRST, LONGEST).reconnectAttempts(3));
    BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    connection.onStateChanged(events::add);
    rig.broker().stop();
    ConnectionEvent event = Await.next(events);
    while (event.state() == ConnectionState.CONNECTING) {
      event = Await.next(events);
    }
    assertEquals(ConnectionState.GAVE_UP, event.state());
    assertEquals(3, event.failedAttempts());
    assertTrue(event.cause().isPresent());
    assertFalse(connection.awaitConnected(Await.DEADLINE), "without waiting");
    rig.broker().restart();
    connection.connect();
    assertEquals(ConnectionState.CONNECTED, connection.state());
  }

  @Test
  void reconnectingMayBeLeftToTheUser() {
    RemotingConnection connection = rig.connect("me", builder -> builder.reconnectAttempts(0));
    BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    connection.onStateChanged(events::add);
    rig.broker().disconnect("me");
    assertEquals(ConnectionState.DISCONNECTED, Await.next(events).state());
    connection.connect();
    assertTrue(connection.isConnected());
  }

  @Test
  void startTriesOnceWithoutReconnecting() throws InterruptedException {
    try (RemotingConnection connection = rig.connection("once").reconnectAttempts(0).start()) {
      assertTrue(connection.awaitConnected(Await.DEADLINE));
    }
    rig.broker().stop();
    try (RemotingConnection connection = rig.connection("never").reconnectAttempts(0).start()) {
      Await.equal(ConnectionState.GAVE_UP, connection::state);
      assertFalse(connection.awaitConnected(Await.DEADLINE), "without waiting");
    }
  }

  @Test
  void aFirstConnectFailsFastOrGoesOnTrying() throws InterruptedException {
    rig.broker().stop();
    assertThrows(NotConnectedException.class, () -> rig.connection("fast").connect());
    RemotingConnection patient = rig.connection("patient").reconnectDelays(FIRST, LONGEST).start();
    try {
      IHello hello = patient.client(IHello.class);
      assertFalse(patient.awaitConnected(Duration.ofMillis(20)));
      assertEquals(ConnectionState.CONNECTING, patient.state());
      rig.broker().restart();
      assertTrue(patient.awaitConnected(Await.DEADLINE));
      connect("server").serve(new Hello());
      assertTrue(ClientHandle.of(hello).awaitAvailable(Await.DEADLINE));
    } finally {
      patient.close();
    }
  }

  @Test
  void brokersAreTriedInTurn() {
    try (Rig other = new Rig();
        RemotingConnection connection =
            MqttRemoting.connection(rig.uri().toString(), other.uri().toString())
                .reconnectDelays(FIRST, LONGEST)
                .connect()) {
      rig.broker().stop();
      Await.until("it is at the other broker", connection::isConnected);
      connection.serve(new Hello());
      assertEquals(
          List.of(
              "io.world/Hello/_status/" + connection.clientId(),
              "io.world/Hello/prop/+",
              "io.world/Hello/rpc/v3/+",
              "io.world/Hello/set/+"),
          List.copyOf(other.subscriptions(connection.clientId())));
    }
    rig.broker().restart();
  }

  /** The broker has lost its retained messages; the service publishes values and presence again. */
  @Test
  void afterARestartOfTheBrokerClientsAreInSync() throws Exception {
    RemotingConnection serving = connect("server");
    Hello hello = new Hello();
    serving.serve(hello);
    RemotingConnection calling = connect("caller");
    IHello client = calling.client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    BlockingQueue<Message> changes = new LinkedBlockingQueue<>();
    client.onLastChanged(changes::add);

    rig.broker().stop();
    Await.until("both know", () -> !serving.isConnected() && !calling.isConnected());
    NotConnectedException thrown =
        assertThrows(NotConnectedException.class, () -> client.say(new Message("x"), When.NOW));
    assertFalse(thrown.wasSent());
    assertThrows(NotConnectedException.class, () -> client.setLast(new Message("x")));
    hello.setLast(new Message("while it was away"));
    rig.broker().restart();

    assertEquals(new Message("while it was away"), Await.next(changes));
    assertEquals(new Message("while it was away"), client.getLast());
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    assertEquals(1, client.say(new Message("again"), When.NOW));
    IHello late = connect("late").client(IHello.class);
    Await.equal(new Message("again"), late::getLast);
  }

  /** The caller is written in another language and does not repeat its request. */
  @Test
  void aReplyWithoutAConnectionGoesOnTheNext() {
    RemotingConnection serving =
        rig.connect("server", builder -> builder.reconnectAttempts(0)); // the test reconnects it
    BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    serving.onStateChanged(events::add);
    SlowHello slow = new SlowHello();
    serving.serve(slow);
    RawClient raw = rig.observer("raw");
    raw.publish(
        "io.world/Hello/rpc/v3/say",
        "{\"correlationData\":\"a\",\"responseTopic\":\"my/reply\",\"data\":[{\"content\":\"hi\"},0]}");
    Await.open(slow.entered);
    rig.broker().disconnect("server");
    statesUntil(ConnectionState.DISCONNECTED, events);
    slow.release.countDown();
    Await.equal(1, slow.said::get);
    raw.clear();
    serving.connect();
    String value = "io.world/Hello/prop/last";
    List<String> wanted = List.of(value, "my/reply");
    Packet first = raw.next("either", packet -> wanted.contains(packet.topic()));
    assertEquals(value, first.topic(), "what the call changed comes first");
    assertEquals("{\"correlationData\":\"a\",\"data\":1}", raw.next("my/reply").text());
  }

  @Test
  void closingEndsAttempts() {
    RemotingConnection connection = connect("me");
    rig.broker().stop();
    Await.until("it is lost", () -> !connection.isConnected());
    connection.close();
    Await.until(
        "the attempts have ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("remoting-me-connect")));
    rig.broker().restart();
    assertEquals(ConnectionState.CLOSED, connection.state());
  }

  /** A firewall may drop what is sent to the broker: then each attempt lasts until its timeout. */
  @Test
  void clientsAndServicesAreCreatedWhileABrokerDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RemotingConnection connection =
            MqttRemoting.connection("tcp://127.0.0.1:" + silent.getLocalPort())
                .connectTimeout(Duration.ofMinutes(5))
                .start();
        Socket accepted = silent.accept()) {
      assertTrue(accepted.isConnected());
      IHello hello = Await.result(supplyAsync(() -> connection.client(IHello.class)));
      Await.result(supplyAsync(() -> connection.serve(new Hello()))).close();
      Await.result(supplyAsync(() -> connection.fleet(IHello.class))).close();
      Await.result(supplyAsync(() -> connection.remote("io.world", "Hello"))).close();
      assertThrows(NotConnectedException.class, () -> hello.setLast(null));
    }
  }

  /** The close happens at different moments of an attempt. */
  @Test
  void closingWhileABrokerDoesNotAnswerLeavesNoThread() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 10; i++) {
        RemotingConnection connection =
            MqttRemoting.connection("tcp://127.0.0.1:" + silent.getLocalPort())
                .clientId("closed-" + i)
                .connectTimeout(Duration.ofSeconds(5))
                .start();
        try (Socket accepted = silent.accept()) {
          assertTrue(accepted.isConnected());
          TimeUnit.MILLISECONDS.sleep(2L * i); // a different moment each time
          connection.close();
        }
      }
    }
    Await.equal(
        List.of(),
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("closed-"))
                .toList());
  }
}
