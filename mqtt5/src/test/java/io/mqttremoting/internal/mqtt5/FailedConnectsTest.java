package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.NoThreadsRemain;
import io.mqttremoting.testsupport.Ports;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failed MQTT 5 connects leave no threads or connections behind. */
@Timeout(60)
class FailedConnectsTest {
  private static final int SERVER_SHUTTING_DOWN = 0x8B;
  private static final int NOT_AUTHORIZED = 0x87;

  private final ScriptedBroker broker = new ScriptedBroker();

  @AfterEach
  void close() {
    broker.close();
  }

  private static ConnectionBuilder settings(URI uri) {
    return Combination.connection(uri, Optional.of(MqttVersion.MQTT_5)).clientId("failing");
  }

  @Test
  void aConnAckThatDoesNotComeInTime() {
    broker.on(MqttMessageType.CONNECT, connect -> List.of());
    ConnectionBuilder hasty = settings(broker.uri()).connectTimeout(Duration.ofMillis(300));
    NotConnectedException thrown = assertThrows(NotConnectedException.class, hasty::connect);
    assertEquals(
        "cannot connect to " + broker.uri() + ": no answer within 300 ms; is this an MQTT broker?",
        thrown.reason());
    Channel channel = Await.next(broker.connections);
    Await.until("the connection is closed", () -> !channel.isOpen());
    NoThreadsRemain.check();
  }

  /** A CONNACK may come after the library has given up, but before the HiveMQ client does. */
  @Test
  void aLateConnAck() {
    broker.on(MqttMessageType.CONNECT, connect -> List.of());
    BlockingQueue<Thread> connecting = new LinkedBlockingQueue<>();
    CompletableFuture<Void> connect =
        CompletableFuture.runAsync(
            () -> settings(broker.uri()).connect(),
            task -> {
              Thread thread = new Thread(task, "connects");
              connecting.add(thread);
              thread.start();
            });
    Await.equal(List.of(MqttMessageType.CONNECT), () -> broker.received);
    Await.next(connecting).interrupt();
    RemotingException thrown =
        assertInstanceOf(
            RemotingException.class,
            assertThrows(CompletionException.class, connect::join).getCause());
    assertEquals(ErrorCode.CANCELLED, thrown.code());
    Channel channel = Await.next(broker.connections);
    assertTrue(channel.isOpen());
    channel.writeAndFlush(ScriptedBroker.connAckOf(0));
    Await.until("the connection is closed", () -> !channel.isOpen());
    assertEquals(List.of(MqttMessageType.CONNECT, MqttMessageType.DISCONNECT), broker.received);
    NoThreadsRemain.check();
  }

  /** Whichever is faster: the connecting thread, or the broker that ends the connection. */
  @Test
  void aConnectionThatIsLostAtOnceIsNotUsed() {
    broker.on(
        MqttMessageType.CONNECT,
        connect ->
            List.of(
                ScriptedBroker.connAckOf(0),
                MqttMessageBuilders.disconnect()
                    .reasonCode((byte) SERVER_SHUTTING_DOWN)
                    .properties(MqttProperties.NO_PROPERTIES)
                    .build()));
    ConnectOptions options =
        new ConnectOptions(
            broker.uri(),
            "failing",
            Await.DEADLINE,
            Duration.ofSeconds(20),
            new Message("will", new byte[0], 0, false),
            Security.DEFAULT);
    for (int i = 0; i < 50; i++) {
      BlockingQueue<Throwable> losses = new LinkedBlockingQueue<>();
      try {
        HiveMqTransport.connect(options, listener(losses));
      } catch (TransportException e) {
        assertEquals(ErrorCode.UNAVAILABLE, e.code());
        assertEquals(
            "the connection to %s was lost at once: %s ended the connection: SERVER_SHUTTING_DOWN"
                .formatted(broker.uri(), broker.uri()),
            e.getMessage());
        continue;
      }
      Await.next(losses);
    }
    NoThreadsRemain.check();
  }

  private static Transport.Listener listener(BlockingQueue<Throwable> losses) {
    return new Transport.Listener() {
      @Override
      public void onMessage(Message message) {}

      @Override
      public void onLost(Throwable cause) {
        losses.add(cause);
      }
    };
  }

  @Test
  void manyRefusedConnectsLeaveNoThreads() {
    broker.connAck(NOT_AUTHORIZED);
    for (int i = 0; i < 20; i++) {
      assertThrows(RemotingException.class, () -> settings(broker.uri()).connect());
    }
    NoThreadsRemain.check();
  }

  @Test
  void manyConnectsToAPortWhereNobodyListensLeaveNoThreads() {
    URI uri = URI.create("tcp://127.0.0.1:" + Ports.free());
    for (int i = 0; i < 20; i++) {
      assertThrows(NotConnectedException.class, () -> settings(uri).connect());
    }
    NoThreadsRemain.check();
  }
}
