package io.mqttremoting.internal.transport.paho;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In what order Paho's connection sends, how much at a time, and how it begins. */
@Timeout(60)
class PahoOrderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Transport.PublishListener NOBODY = refusal -> {};
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;

  private final List<String> published = new CopyOnWriteArrayList<>();
  private final List<String> protocols = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private ServerSocket server;
  private boolean acknowledges = true;
  private boolean refuses;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread broker = new Thread(this::accept, "fake broker");
    broker.setDaemon(true);
    broker.start();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        connections.incrementAndGet();
        answer(new DataInputStream(client.getInputStream()), client.getOutputStream());
      } catch (IOException e) {
        // the client has gone, or the test ends
      }
    }
  }

  /** Packets have less than 128 bytes here, so their length is one byte. */
  private void answer(DataInputStream in, OutputStream out) throws IOException {
    while (true) {
      int head = in.readUnsignedByte();
      byte[] body = new byte[in.readUnsignedByte()];
      in.readFully(body);
      if ((head >> 4) == CONNECT) {
        protocols.add(new String(body, 2, body[1], UTF_8) + " " + body[2 + body[1]]);
        out.write(new byte[] {0x20, 2, 0, (byte) (refuses ? 5 : 0)});
        if (refuses) {
          return;
        }
      } else if ((head >> 4) == PUBLISH) {
        int qos = (head >> 1) & 3;
        int topicEnd = 2 + body[1];
        published.add(new String(body, 2, body[1], UTF_8));
        if (qos == 1 && acknowledges) {
          out.write(new byte[] {0x40, 2, body[topicEnd], body[topicEnd + 1]});
        }
      }
    }
  }

  private Transport connect() throws TransportException {
    ConnectOptions options =
        new ConnectOptions(
            URI.create("tcp://127.0.0.1:" + server.getLocalPort()),
            null,
            "c1",
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            new Message("will", new byte[0], 1, true),
            Security.DEFAULT,
            100_000,
            false);
    return new PahoTransport.Factory()
        .connect(
            options,
            new Transport.Listener() {
              @Override
              public void onMessage(Message message) {}

              @Override
              public void onLost(Throwable cause) {}
            });
  }

  /** This thread writes them itself, beside Paho, and only when Paho has nothing to send. */
  @Test
  void messagesOfQos0DoNotOvertakeOthers() throws Exception {
    List<String> sent = new ArrayList<>();
    try (Transport transport = connect()) {
      for (int i = 0; i < 200; i++) {
        for (int qos = 1; qos >= 0; qos--) {
          String topic = i + "/" + qos;
          sent.add(topic);
          transport.publish(new Message(topic, new byte[0], qos, false), PATIENCE, NOBODY);
        }
      }
      Await.until("all have come", () -> published.size() == sent.size());
    }
    assertEquals(sent, published);
  }

  /** mosquitto acknowledges more than 20 of them at a time, but drops the rest. */
  @Test
  void atMostSixteenOfQos2AreOnTheWay() throws Exception {
    acknowledges = false;
    try (Transport transport = connect()) {
      Message message = new Message("a", new byte[0], 2, false);
      for (int i = 0; i < 16; i++) {
        transport.publish(message, PATIENCE, NOBODY);
      }
      TransportException full =
          assertThrows(
              TransportException.class,
              () -> transport.publish(message, Duration.ofMillis(100), NOBODY));
      assertEquals(ErrorCode.RESOURCE_EXHAUSTED, full.code());
      assertEquals(16, transport.unsentMessages());
      server.close();
    }
  }

  /** By itself, Paho would try the previous protocol version, and hide why the broker refuses. */
  @Test
  void aBrokerThatRefusesIsAskedOnce() throws Exception {
    refuses = true;
    TransportException refused = assertThrows(TransportException.class, this::connect);
    assertEquals(ErrorCode.PERMISSION_DENIED, refused.code());
    assertEquals(List.of("MQTT 4"), protocols);
    assertEquals(1, connections.get());
    assertTrue(published.isEmpty());
  }
}
