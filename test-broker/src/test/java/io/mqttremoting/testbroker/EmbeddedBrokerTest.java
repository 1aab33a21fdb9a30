package io.mqttremoting.testbroker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmbeddedBrokerTest {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Test
  void startsOnAFreePort() {
    try (EmbeddedBroker one = EmbeddedBroker.start();
        EmbeddedBroker other = EmbeddedBroker.start()) {
      assertNotEquals(0, one.port());
      assertNotEquals(one.port(), other.port());
      assertEquals(URI.create("tcp://127.0.0.1:" + one.port()), one.uri());
      assertEquals("EmbeddedBroker[" + one.uri() + "]", one.toString());
    }
  }

  @Test
  void startsOnAGivenPort() {
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      port = broker.port();
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(port)) {
      assertEquals(port, broker.port());
    }
  }

  @Test
  void keepsARetainedMessageOfOneMegabyte() throws Exception {
    byte[] payload = randomBytes(1_000_000);
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestClient publisher = new TestClient(broker.uri(), "publisher");
        TestClient subscriber = new TestClient(broker.uri(), "subscriber")) {
      publisher.publish("picture", payload, true);
      subscriber.subscribe("picture");
      assertArrayEquals(payload, subscriber.receive());
    }
  }

  @Test
  void takesMessagesOfSixteenMegabytes() throws Exception {
    byte[] payload = randomBytes(16 * 1024 * 1024);
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestClient publisher = new TestClient(broker.uri(), "publisher");
        TestClient subscriber = new TestClient(broker.uri(), "subscriber")) {
      subscriber.subscribe("film");
      publisher.publish("film", payload, false);
      assertArrayEquals(payload, subscriber.receive());
    }
  }

  @Test
  void tellsWhatAClientIsSubscribedTo() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      assertEquals(Set.of(), broker.subscriptions("client"));
      try (TestClient client = new TestClient(broker.uri(), "client")) {
        client.subscribe("b/+");
        client.subscribe("a");
        assertEquals(List.of("a", "b/+"), List.copyOf(broker.subscriptions("client")));
        client.unsubscribe("b/+");
        assertEquals(Set.of("a"), broker.subscriptions("client"));
        assertEquals(Set.of(), broker.subscriptions("another"));
        assertTrue(broker.disconnect("client"));
        assertEquals(Set.of(), broker.subscriptions("client"));
      }
      broker.stop();
      assertEquals(Set.of(), broker.subscriptions("client"));
    }
  }

  @Test
  void takesAnEmptyClientId() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestClient client = new TestClient(broker.uri(), "")) {
      client.subscribe("echo");
      client.publish("echo", utf8("hello"), false);
      assertArrayEquals(utf8("hello"), client.receive());
    }
  }

  /** MQTT 3.1.1, 3.1.4: a client needn't wait for the CONNACK; stock Moquette drops it. */
  @Test
  void takesSubscriptionsSentWithTheConnect() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Socket socket = new Socket(loopback(), broker.port())) {
      socket.setSoTimeout((int) DEADLINE.toMillis());
      String connect = "100d 0004 4d515454 04 02 003c 0001 63"; // clean session, client id "c"
      String subscribe = "8206 0001 0001 78 00"; // packet 1, topic "x", QoS 0
      byte[] packets = HexFormat.of().parseHex((connect + subscribe).replace(" ", ""));
      socket.getOutputStream().write(packets);
      byte[] answers = socket.getInputStream().readNBytes(4 + 5);
      // CONNACK, SUBACK
      assertEquals("20020000" + "9003000100", HexFormat.of().formatHex(answers));
    }
  }

  @Test
  void survivesAnAcknowledgementAfterTheDisconnect() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      try (Socket socket = new Socket(loopback(), broker.port())) {
        socket.setSoTimeout((int) DEADLINE.toMillis());
        String connect = "100d 0004 4d515454 04 02 003c 0001 63"; // clean session, client id "c"
        String subscribe = "8206 0001 0001 78 01"; // packet 1, topic "x", QoS 1
        String publish = "3207 0001 78 0002 6869"; // packet 2, topic "x", QoS 1
        socket.getOutputStream().write(packets(connect + subscribe + publish));
        String answers =
            HexFormat.of().formatHex(socket.getInputStream().readNBytes(4 + 5 + 4 + 9));
        assertTrue(answers.contains("3207" + "000178" + "0001" + "6869"), answers);
        String disconnect = "e000";
        String acknowledge = "4002 0001";
        socket.getOutputStream().write(packets(disconnect + acknowledge));
        assertEquals(-1, socket.getInputStream().read());
      }
      try (TestClient next = new TestClient(broker.uri(), "c")) { // served by the same thread
        next.subscribe("x");
        next.publish("x", utf8("hello"), false);
        assertArrayEquals(utf8("hello"), next.receive());
      }
    }
  }

  private static byte[] packets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void restartsOnTheSamePortAndForgetsEverything() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      URI uri = broker.uri();
      try (TestClient before = new TestClient(uri, "client")) {
        before.publish("news/old", utf8("old"), true);
        broker.restart();
        before.awaitLost();
      }
      assertEquals(uri, broker.uri());
      try (TestClient after = new TestClient(uri, "client")) {
        after.subscribe("news/+");
        after.publish("news/new", utf8("new"), false);
        assertArrayEquals(utf8("new"), after.receive());
      }
    }
  }

  @Test
  void restartsAfterAnOutage() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.stop();
      assertThrows(MqttException.class, () -> new TestClient(broker.uri(), "during").close());
      broker.restart();
      new TestClient(broker.uri(), "after").close();
    }
  }

  @Test
  void disconnectLooksLikeALostConnection() throws Exception {
    MqttConnectOptions withWill = new MqttConnectOptions();
    withWill.setWill("will", utf8("gone"), 1, false);
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestClient witness = new TestClient(broker.uri(), "witness");
        TestClient victim = new TestClient(broker.uri(), "victim", withWill)) {
      witness.subscribe("will");
      assertTrue(broker.disconnect("victim"));
      victim.awaitLost();
      assertArrayEquals(utf8("gone"), witness.receive());

      try (TestClient again = new TestClient(broker.uri(), "victim")) {
        again.subscribe("back");
        witness.publish("back", utf8("welcome"), false);
        assertArrayEquals(utf8("welcome"), again.receive());
      }
    }
  }

  @Test
  void disconnectTellsWhetherTheClientWasConnected() throws Exception {
    MqttConnectOptions persistent = new MqttConnectOptions();
    persistent.setCleanSession(false);
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestClient client = new TestClient(broker.uri(), "client", persistent)) {
      assertFalse(broker.disconnect("nobody"));
      assertTrue(broker.disconnect("client"));
      client.awaitLost();
      assertFalse(broker.disconnect("client"), "a session whose client is away");
      broker.stop();
      assertFalse(broker.disconnect("client"), "a stopped broker");
      assertThrows(NullPointerException.class, () -> broker.disconnect(null));
    }
  }

  @Test
  void saysWhenThePortIsInUse() throws Exception {
    Set<Thread> before = threads();
    try (ServerSocket taken = new ServerSocket(0, 1, loopback())) {
      int port = taken.getLocalPort();
      UncheckedIOException e =
          assertThrows(UncheckedIOException.class, () -> EmbeddedBroker.start(port).close());
      assertEquals(
          "Cannot start an MQTT broker on 127.0.0.1:" + port + ": Address already in use",
          e.getMessage());
      assertInstanceOf(BindException.class, e.getCause());
    }
    assertNoThreadsSince(before);
  }

  @Test
  void refusesImpossiblePorts() {
    for (int port : List.of(-1, 65536)) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> EmbeddedBroker.start(port).close());
      assertEquals("The port must be 0 to 65535, not " + port, e.getMessage());
    }
  }

  @Test
  void closeLeavesNoThread() throws Exception {
    Set<Thread> before = threads();
    EmbeddedBroker broker = EmbeddedBroker.start();
    try (TestClient client = new TestClient(broker.uri(), "client")) {
      client.subscribe("topic");
      Set<Thread> during = threads();
      during.removeAll(before);
      assertTrue(during.stream().anyMatch(t -> t.getName().startsWith("Session Executor")));
      broker.close();
      client.awaitLost();
    }
    broker.close();
    assertNoThreadsSince(before);
  }

  @Test
  void closeIsQuick() throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start();
    TestClient client = new TestClient(broker.uri(), "client");
    long start = System.nanoTime();
    broker.close();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    client.close();
    assertTrue(
        took.compareTo(Duration.ofMillis(1500)) < 0,
        "it took "
            + took
            + ": Netty's quiet period of 2 s? Then Moquette's field names have changed.");
  }

  @Test
  void startsAndClosesOnAnInterruptedThreadToo() throws Exception {
    Set<Thread> before = threads();
    Thread.currentThread().interrupt();
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      assertTrue(Thread.interrupted());
      new TestClient(broker.uri(), "client").close();
      Thread.currentThread().interrupt();
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertNoThreadsSince(before);
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  /** Joins, as Netty's threads report their end just before it, and globalEventExecutor lingers. */
  private static void assertNoThreadsSince(Set<Thread> before) throws InterruptedException {
    Set<Thread> left = threads();
    left.removeAll(before);
    for (Thread thread : left) {
      thread.join(DEADLINE.toMillis());
      assertFalse(thread.isAlive(), () -> thread + " " + Arrays.toString(thread.getStackTrace()));
    }
  }

  private static InetAddress loopback() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
