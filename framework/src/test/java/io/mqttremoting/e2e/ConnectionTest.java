package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Ports;
import io.mqttremoting.testsupport.RawClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Connecting: later, again, and in vain. */
class ConnectionTest {
  private LogCapture log;
  private Rig rig;

  @BeforeEach
  void open() {
    log = new LogCapture();
    rig = new Rig();
  }

  @AfterEach
  void close() {
    rig.close();
    log.close();
  }

  private static void assertNotConnected(boolean sent, Throwable failure) {
    NotConnectedException e = assertInstanceOf(NotConnectedException.class, failure);
    assertEquals(sent, e.wasSent());
    assertEquals(ErrorCode.UNAVAILABLE, e.code());
    assertEquals("io.world/Hello", e.interfaceName());
  }

  private static NotConnectedException assertCannotCall(IHello client) {
    NotConnectedException blocking =
        assertThrows(NotConnectedException.class, () -> client.say(new Message("x"), When.NOW));
    assertNotConnected(false, blocking);
    assertEquals("say", blocking.member());
    assertNotConnected(false, Await.failure(client.sayAsync(new Message("x"), When.NOW)));
    NotConnectedException setter =
        assertThrows(NotConnectedException.class, () -> client.setLast(new Message("x")));
    assertNotConnected(false, setter);
    assertEquals("last", setter.member());
    return blocking;
  }

  @Test
  void adaptersMadeBeforeConnectingWorkAfterwards() throws Exception {
    try (RemotingConnection serving = rig.connection("server").build();
        RemotingConnection calling = rig.connection("caller").build()) {
      Hello hello = new Hello();
      ServiceHandle handle = serving.serve(hello);
      IHello client = calling.client(IHello.class);
      BlockingQueue<Message> said = new LinkedBlockingQueue<>();
      client.onJustSaid(said::add);
      assertFalse(calling.isConnected());
      assertNull(client.getLast());
      assertEquals(
          "there is no connection to " + rig.uri() + "; connect first",
          assertCannotCall(client).reason());
      hello.setLast(new Message("meanwhile"));
      hello.justSaid.forEach(handler -> handler.accept(new Message("lost")));

      assertSame(serving, serving.connect());
      calling.connect();
      assertTrue(calling.isConnected());
      assertEquals(
          "connection of caller to " + rig.uri() + ", CONNECTED with MQTT 3.1.1",
          calling.toString());
      Await.equal(new Message("meanwhile"), client::getLast);
      assertEquals(1, client.say(new Message("now"), When.NOW));
      assertEquals(new Message("now"), Await.next(said));
      assertSame(calling, calling.connect());
      handle.close();
    }
  }

  private static String uriOfNobody() {
    return "tcp://127.0.0.1:" + Ports.free();
  }

  /** After a failed attempt, the reason is known. */
  @Test
  void whyThereIsNoConnectionIsTold() {
    String uri = uriOfNobody();
    RemotingConnection connection = MqttRemoting.connection(uri).start();
    IHello client = connection.client(IHello.class);
    Await.until(
        "the first attempt has failed",
        () -> assertCannotCall(client).reason().startsWith("cannot connect to " + uri + ": "));
    connection.close();
    assertEquals("the connection is closed", assertCannotCall(client).reason());
  }

  @Test
  void aClosedConnectionHasNoNewClients() {
    RemotingConnection connection = rig.connect("me");
    connection.client(IHello.class);
    connection.remote("io.world", "Hello");
    connection.fleet(IHello.class);
    connection.close();
    for (Executable newClient :
        List.<Executable>of(
            () -> connection.client(IHello.class),
            () -> connection.remote("io.world", "Hello"),
            () -> connection.fleet(IHello.class),
            connection::watchServices,
            () -> connection.serve(new Hello()))) {
      RemotingException refused = assertThrows(RemotingException.class, newClient);
      assertEquals("UNAVAILABLE: the connection is closed", refused.getMessage());
    }
  }

  @Test
  void openCallsOutliveALostConnectionAndEverythingIsRestored() throws Exception {
    RemotingConnection serving = rig.connect("server");
    RemotingConnection calling = rig.connect("caller");
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    Hello hello =
        new Hello() {
          @Override
          public int say(Message msg, When when) throws RefusedException {
            if (when == When.SOON) {
              entered.countDown();
              Await.open(release);
            }
            return super.say(msg, when);
          }
        };
    serving.serve(hello, ServiceOptions.defaults().withConcurrency(2));
    IHello client = calling.client(IHello.class);
    Await.equal(new Message(""), client::getLast);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    BlockingQueue<Message> said = new LinkedBlockingQueue<>();
    client.onJustSaid(said::add);
    Set<String> subscriptions = Set.copyOf(rig.subscriptions("caller"));

    CompletableFuture<Integer> one = client.sayAsync(new Message("1"), When.SOON);
    CompletableFuture<Integer> two = client.sayAsync(new Message("2"), When.SOON);
    Await.open(entered);
    assertTrue(rig.broker().disconnect("caller"));
    log.line("Connection to " + rig.uri() + " as caller is lost");
    hello.setLast(new Message("missed"));
    Await.until("connected again", calling::isConnected);
    assertEquals(subscriptions, Set.copyOf(rig.subscriptions("caller")));
    Await.equal(new Message("missed"), client::getLast);
    assertEquals(2, calling.statistics().openCalls());
    release.countDown();
    assertEquals(Set.of(1, 2), Set.of(Await.result(one), Await.result(two)));
    assertEquals(0, calling.statistics().openCalls());
    Await.equal(0, () -> calling.statistics().timers());
    client.say(new Message("again"), When.NOW);
    Await.until("the signal comes", () -> said.contains(new Message("again")));
    assertEquals(new Message("again"), client.getLast());
  }

  @Test
  void blockedCallerLearnsOfTheLostConnection() {
    RemotingConnection calling = rig.connect("caller");
    RawClient raw = rig.raw("raw").subscribe("io.test.wide/Everything/rpc/v3/+");
    IEverything client = calling.client(IEverything.class);
    CompletableFuture<Long> blocked = CompletableFuture.supplyAsync(() -> client.negate(1));
    raw.next("io.test.wide/Everything/rpc/v3/negate");
    rig.broker().disconnect("caller");
    NotConnectedException e = assertInstanceOf(NotConnectedException.class, Await.failure(blocked));
    assertTrue(e.wasSent());
    assertEquals("negate", e.member());
    assertTrue(e.reason().contains("not known"), e.reason());
  }

  @Test
  void serviceThatConnectsAgainPublishesItsValuesAndIsSubscribed() throws Exception {
    RemotingConnection serving = rig.connect("server");
    Hello hello = new Hello();
    serving.serve(hello);
    RawClient raw = rig.raw("raw").subscribe("io.world/Hello/prop/+");
    assertEquals("{\"content\":\"\"}", raw.next("io.world/Hello/prop/last").text());
    rig.broker().disconnect("server");
    Await.until("the loss is noticed", () -> !serving.isConnected());
    hello.setLast(new Message("offline 1"));
    hello.setLast(new Message("offline 2"));
    raw.fence();
    assertEquals(List.of(), raw.seen());
    serving.connect();
    assertEquals("{\"content\":\"offline 2\"}", raw.next("io.world/Hello/prop/last").text());
    assertEquals(
        Set.of(
            "io.world/Hello/rpc/v3/+",
            "io.world/Hello/set/+",
            "io.world/Hello/prop/+",
            "io.world/Hello/_status/server"),
        Set.copyOf(rig.subscriptions("server")));
    raw.publish("io.world/Hello/set/last", "{\"content\":\"online\"}");
    assertEquals("{\"content\":\"online\"}", raw.next("io.world/Hello/prop/last").text());
  }

  @Test
  void brokerThatForgotEverythingIsTaughtAgain() throws Exception {
    RemotingConnection serving = rig.connect("server");
    RemotingConnection calling = rig.connect("caller");
    Hello hello = new Hello();
    serving.serve(hello);
    IHello client = calling.client(IHello.class);
    hello.setLast(new Message("kept"));
    Await.equal(new Message("kept"), client::getLast);
    BlockingQueue<Message> changes = new LinkedBlockingQueue<>();
    client.onLastChanged(changes::add);

    rig.broker().stop();
    Await.until("both notice", () -> !serving.isConnected() && !calling.isConnected());
    assertEquals(new Message("kept"), client.getLast());
    NotConnectedException refused = assertThrows(NotConnectedException.class, calling::connect);
    assertTrue(refused.getMessage().contains(rig.uri().toString()), refused.getMessage());
    assertFalse(refused.wasSent());
    rig.broker().restart();
    calling.connect();
    serving.connect();
    assertEquals(1, client.say(new Message("new"), When.NOW));
    assertEquals(new Message("new"), Await.next(changes), "the same value again is no change");
  }

  @Test
  void brokerThatDoesNotListenIsNamed() throws IOException {
    String uri = uriOfNobody();
    NotConnectedException e =
        assertThrows(NotConnectedException.class, () -> MqttRemoting.connect(uri));
    assertTrue(e.reason().startsWith("cannot connect to " + uri + ": "), e.reason());
    assertTrue(e.reason().contains("refused"), e.reason());
    assertFalse(e.wasSent());
  }

  @Test
  void brokerThatNeverAnswersIsGivenUp() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String uri = "tcp://127.0.0.1:" + socket.getLocalPort();
      ConnectionBuilder builder =
          MqttRemoting.connection(uri).connectTimeout(Duration.ofMillis(300));
      long start = System.nanoTime();
      NotConnectedException e = assertThrows(NotConnectedException.class, builder::connect);
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(8).toNanos());
      assertTrue(e.reason().startsWith("cannot connect to " + uri + ": "), e.reason());
    }
  }

  @Test
  void brokerThatRefusesIsQuoted() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String uri = "tcp://127.0.0.1:" + socket.getLocalPort();
      CompletableFuture<Void> refusing =
          CompletableFuture.runAsync(
              () -> {
                try (Socket connection = socket.accept()) {
                  connection.getInputStream().readNBytes(2);
                  connection.getOutputStream().write(new byte[] {0x20, 2, 0, 5});
                  connection.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      RemotingException e = assertThrows(RemotingException.class, () -> MqttRemoting.connect(uri));
      assertEquals(ErrorCode.PERMISSION_DENIED, e.code());
      assertTrue(e.reason().contains("it refuses connections without a user"), e.reason());
      refusing.cancel(true);
    }
  }

  @Test
  void urisAndIdentifiersAreChecked() {
    for (String uri : List.of("http://localhost", "localhost:1883", "tcp://my_host:1883", "tcp:")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> MqttRemoting.connection(uri));
      assertTrue(e.getMessage().contains("tcp://host:port"), e.getMessage());
    }
    for (String id : List.of("", "a/b", "a+", "#", "\n")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> MqttRemoting.connection("tcp://localhost:1").clientId(id));
    }
  }
}
