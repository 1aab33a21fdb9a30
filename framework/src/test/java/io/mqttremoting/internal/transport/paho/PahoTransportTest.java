package io.mqttremoting.internal.transport.paho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.NoThreadsRemain;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.function.Executable;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // writing cannot be interrupted
class PahoTransportTest {
  private static final int INTERRUPTED = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);
  private static final Transport.PublishListener NOBODY = refusal -> {};

  /** Longer than a test takes: these brokers do not answer pings. */
  private static final Duration NO_PING = Duration.ofMinutes(5);

  private static final int MAX_PACKET_BYTES = 100_000;
  private static final int MESSAGES = 100;

  private final CountDownLatch pinged = new CountDownLatch(1);
  private final CountDownLatch told = new CountDownLatch(1);
  private final List<Boolean> redelivered = new CopyOnWriteArrayList<>(); // of each message
  private volatile Runnable onLost = () -> {};

  /**
   * If a ping is not answered, Paho by itself would wait for ever, because incoming messages tell
   * it that the broker is alive.
   */
  @Test
  void aBrokerThatDeliversButStopsReadingIsLost() throws Exception {
    CountDownLatch delivered = new CountDownLatch(1_000);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread broker = new Thread(() -> deliverOnly(server), "deliverOnly");
      broker.setDaemon(true);
      broker.start();
      try (Transport transport = connect(server.getLocalPort(), delivered, KEEP_ALIVE)) {
        assertTrue(delivered.await(20, TimeUnit.SECONDS));
        assertTrue(pinged.await(20, TimeUnit.SECONDS));
        TransportException lost =
            assertThrows(TransportException.class, () -> publishForEver(transport));
        assertEquals(ErrorCode.UNAVAILABLE, lost.code(), lost.getMessage());
        assertTrue(told.await(20, TimeUnit.SECONDS));
      }
    }
  }

  /**
   * Without holding it in memory: the largest MQTT message is larger than the heap of many
   * programs.
   */
  @Test
  void aMessageThatIsFarTooLargeIsSkipped() throws Exception {
    CountDownLatch delivered = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      CompletableFuture.runAsync(() -> deliverLargeAndSmall(server, answer));
      try (Transport transport = connect(server.getLocalPort(), delivered)) {
        assertTrue(delivered.await(20, TimeUnit.SECONDS));
        assertEquals("40020001", answer.get(20, TimeUnit.SECONDS));
        assertEquals(1, told.getCount());
        assertEquals(MqttVersion.MQTT_3_1_1, transport.version());
      }
    }
  }

  /** Reads the CONNECT of a client, accepts it, and returns what the client sends then. */
  private static DataInputStream handshake(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    in.readByte();
    in.readFully(new byte[in.readByte()]); // CONNECT
    client.getOutputStream().write(new byte[] {0x20, 2, 0, 0}); // CONNACK
    return in;
  }

  @Test
  void aMessageThatIsDeliveredAgainSaysSo() throws Exception {
    CountDownLatch delivered = new CountDownLatch(2);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture.runAsync(
          () -> {
            try (Socket client = server.accept()) {
              DataInputStream in = handshake(client);
              OutputStream out = client.getOutputStream();
              out.write(new byte[] {0x32, 5, 0, 1, 'a', 0, 1}); // PUBLISH
              out.write(new byte[] {0x3A, 5, 0, 1, 'a', 0, 1}); // PUBLISH with DUP
              in.transferTo(OutputStream.nullOutputStream()); // until it is closed
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      try (Transport transport = connect(server.getLocalPort(), delivered)) {
        assertTrue(delivered.await(20, TimeUnit.SECONDS));
        assertEquals(List.of(false, true), redelivered);
        assertEquals(0, transport.unsentMessages());
      }
    }
  }

  /** Ends with the connection. The answer is the acknowledgement of the large message. */
  private static void deliverLargeAndSmall(ServerSocket server, CompletableFuture<String> answer) {
    try (Socket client = server.accept()) {
      DataInputStream in = handshake(client);
      OutputStream out = client.getOutputStream();
      out.write(new byte[] {0x32, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 0, 1, 'a', 0, 1});
      byte[] piece = new byte[1 << 20];
      for (int left = 268_435_455 - 5; left > 0; left -= piece.length) {
        out.write(piece, 0, Math.min(left, piece.length));
      }
      out.write(new byte[] {0x30, 3, 0, 1, 'a'}); // PUBLISH
      answer.complete(HexFormat.of().formatHex(in.readNBytes(4)));
      in.transferTo(OutputStream.nullOutputStream()); // until it is closed
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
  }

  /**
   * If Paho still went on to connect, and was closed meanwhile, its connecting thread would poll
   * for ever.
   */
  @Test
  void aClientThatIsGivenUpDoesNotConnect() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PahoClient client =
          new PahoClient(
              "tcp://127.0.0.1:" + server.getLocalPort(),
              "c1",
              new PahoThreads(),
              PATIENCE,
              MAX_PACKET_BYTES);
      client.giveUp(Duration.ZERO);
      IMqttToken attempt = client.connect();
      MqttException thrown =
          assertThrows(
              MqttException.class, () -> attempt.waitForCompletion(Await.DEADLINE.toMillis()));
      assertEquals("the attempt was given up", thrown.getCause().getMessage());
      client.close(true);
    }
  }

  @Test
  void attemptsThatAreInterruptedLeaveNoThread() throws Exception {
    try (ServerSocket server =
        new ServerSocket(0, INTERRUPTED, InetAddress.getLoopbackAddress())) { // answers nothing
      for (int i = 0; i < INTERRUPTED; i++) {
        Thread.currentThread().interrupt();
        TransportException thrown =
            assertThrows(
                TransportException.class,
                () -> connect(server.getLocalPort(), new CountDownLatch(0)));
        assertEquals(ErrorCode.CANCELLED, thrown.code());
        assertTrue(Thread.interrupted());
      }
      NoThreadsRemain.check();
    }
  }

  /** Including messages of QoS 0, and others whose outcome Paho does not report. */
  @Test
  void eachMessageHasOneOutcomeBeforeTheLossIsTold() throws Exception {
    Map<Integer, String> outcomes = new ConcurrentHashMap<>();
    AtomicInteger untold = new AtomicInteger(-1);
    CountDownLatch published = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture.runAsync(() -> acceptUntil(server, published));
      onLost = () -> untold.set(MESSAGES - outcomes.size());
      try (Transport transport = connect(server.getLocalPort(), new CountDownLatch(0))) {
        for (int i = 0; i < MESSAGES; i++) {
          Message message = new Message("a", new byte[100], i % 10 == 0 ? 2 : i % 2, false);
          transport.publish(message, PATIENCE, new Outcome(i, outcomes));
        }
        Await.until("some are written", () -> outcomes.containsValue("taken"));
        published.countDown();
        assertTrue(told.await(20, TimeUnit.SECONDS));
      }
    }
    assertEquals(0, untold.get(), "told of when the loss is told");
    assertEquals(Set.of("taken", "lost"), Set.copyOf(outcomes.values()));
  }

  /** Records each outcome that is reported for a message. */
  private record Outcome(int number, Map<Integer, String> outcomes)
      implements Transport.PublishListener {
    private void tell(String outcome) {
      outcomes.merge(number, outcome, (first, next) -> first + " and " + next);
    }

    @Override
    public void onTaken() {
      tell("taken");
    }

    @Override
    public void onLost() {
      tell("lost");
    }

    @Override
    public void onRefused(TransportException refusal) {
      tell(refusal.getMessage());
    }
  }

  /** Accepts one connection, and acknowledges no message. */
  private static void acceptUntil(ServerSocket server, CountDownLatch end) {
    try (Socket client = server.accept()) {
      handshake(client);
      end.await();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Paho's client itself throws a NullPointerException then. */
  @Test
  void requestsAfterTheEndOfTheConnectionSayThatItIsClosed() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture.runAsync(() -> acceptUntil(server, ended));
      Transport transport = connect(server.getLocalPort(), new CountDownLatch(0));
      ended.countDown();
      assertTrue(told.await(20, TimeUnit.SECONDS));
      transport.close();
      String at = " [a] at tcp://127.0.0.1:" + server.getLocalPort() + ": the connection is closed";
      awaitRefusal("cannot subscribe to" + at, () -> transport.subscribe(List.of("a"), 1));
      awaitRefusal("cannot unsubscribe from" + at, () -> transport.unsubscribe(List.of("a")));
    }
  }

  /** Paho's client is closed in another thread; until then, it says that it is not connected. */
  private static void awaitRefusal(String message, Executable request) {
    Await.until(
        message,
        () -> {
          TransportException refusal = assertThrows(TransportException.class, request);
          assertEquals(ErrorCode.UNAVAILABLE, refusal.code());
          return refusal.getMessage().equals(message);
        });
  }

  @Test
  void messagesThatTheBrokerHasNotTakenAreLostOnClose() throws Exception {
    Map<Integer, String> outcomes = new ConcurrentHashMap<>();
    CountDownLatch closed = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture.runAsync(() -> acceptUntil(server, closed));
      try (Transport transport = connect(server.getLocalPort(), new CountDownLatch(0))) {
        Message message = new Message("a", new byte[100], 1, false);
        transport.publish(message, PATIENCE, new Outcome(1, outcomes));
      }
      assertEquals(Map.of(1, "lost"), outcomes);
      assertEquals(1, told.getCount(), "a close is no loss");
      closed.countDown();
    }
  }

  private static void publishForEver(Transport transport) throws TransportException {
    Message message = new Message("a", new byte[1_000], 0, false);
    while (true) {
      transport.publish(message, PATIENCE, NOBODY);
    }
  }

  private Transport connect(int port, CountDownLatch delivered) throws TransportException {
    return connect(port, delivered, NO_PING);
  }

  private Transport connect(int port, CountDownLatch delivered, Duration keepAlive)
      throws TransportException {
    ConnectOptions options =
        new ConnectOptions(
            URI.create("tcp://127.0.0.1:" + port),
            null,
            "c1",
            Duration.ofSeconds(10),
            keepAlive,
            new Message("will", new byte[0], 1, true),
            Security.DEFAULT,
            MAX_PACKET_BYTES,
            false);
    return new PahoTransport.Factory()
        .connect(
            options,
            new Transport.Listener() {
              @Override
              public void onMessage(Message message) {
                redelivered.add(message.redelivered());
                delivered.countDown();
              }

              @Override
              public void onLost(Throwable cause) {
                onLost.run();
                told.countDown();
              }
            });
  }

  private void deliverOnly(ServerSocket server) {
    try (Socket client = server.accept()) {
      DataInputStream in = handshake(client);
      OutputStream out = client.getOutputStream();
      ByteArrayOutputStream packets = new ByteArrayOutputStream();
      for (int i = 0; i < 100; i++) {
        packets.writeBytes(new byte[] {0x30, 3, 0, 1, 'a'}); // PUBLISH
      }
      Thread reader = new Thread(() -> readPing(in), "readPing");
      reader.setDaemon(true);
      reader.start();
      while (true) {
        packets.writeTo(out);
      }
    } catch (IOException e) {
      // the client has gone
    }
  }

  /** Reads a PINGREQ, and nothing after it. */
  private void readPing(DataInputStream in) {
    try {
      in.readFully(new byte[2]); // PINGREQ
      pinged.countDown();
    } catch (IOException e) {
      // the client has gone
    }
  }
}
