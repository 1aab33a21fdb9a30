package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection with two brokers to choose from, the first of which is dead. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
@Timeout(60)
class SeveralBrokersTest {
  private final MqttVersion version;
  private final Mosquitto broker = Mosquitto.start();

  /** Occupies a port without listening on it. */
  private final Socket dead = new Socket();

  private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
  private RemotingConnection connection;

  SeveralBrokersTest(MqttVersion version) {
    this.version = version;
  }

  @BeforeEach
  void build() throws IOException {
    dead.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    connection =
        MqttRemoting.connection(deadUri().toString(), broker.uri().toString())
            .mqttVersion(version)
            .reconnectDelays(Duration.ofMillis(10), Duration.ofMillis(40))
            .reconnectAttempts(2)
            .build();
    connection.onStateChanged(events::add);
  }

  private URI deadUri() {
    return URI.create("tcp://127.0.0.1:" + dead.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    dead.close();
    broker.close();
  }

  @Test
  void theOneThatCanBeReachedIsConnectedTo() {
    connection.connect();
    assertEvent(ConnectionState.CONNECTING, 0);
    assertEvent(ConnectionState.CONNECTED, 0);
    assertEquals(Optional.of(version), connection.mqttVersion());
    assertWorks();
  }

  @Test
  void itGivesUpWhenNoneCanBeReachedAnyMore() throws Exception {
    connection.connect();
    assertEvent(ConnectionState.CONNECTING, 0);
    assertEvent(ConnectionState.CONNECTED, 0);
    broker.kill();
    assertTrue(assertEvent(ConnectionState.CONNECTING, 0).cause().isPresent());
    assertFailed(assertEvent(ConnectionState.CONNECTING, 1));
    assertFailed(assertEvent(ConnectionState.GAVE_UP, 2));
    assertFalse(connection.awaitConnected(Await.DEADLINE), "without waiting");
    assertEquals(ConnectionState.GAVE_UP, connection.state());

    broker.restart();
    connection.connect();
    assertWorks();
  }

  private ConnectionEvent assertEvent(ConnectionState state, int failedAttempts) {
    ConnectionEvent event = Await.next(events);
    assertEquals(state, event.state(), event::toString);
    assertEquals(failedAttempts, event.failedAttempts(), event::toString);
    return event;
  }

  /** The last attempt, which began with the broker connected last, failed at both brokers. */
  private void assertFailed(ConnectionEvent event) {
    Throwable cause = event.cause().orElseThrow();
    assertCannotConnect(broker.uri(), cause);
    assertEquals(1, cause.getSuppressed().length);
    assertCannotConnect(deadUri(), cause.getSuppressed()[0]);
  }

  private static void assertCannotConnect(URI uri, Throwable failure) {
    String message = failure.getMessage();
    assertTrue(message.startsWith("cannot connect to " + uri + ": "), message);
  }

  private void assertWorks() {
    connection.serve(new IHello.Hello());
    assertEquals("hello", connection.client(IHello.class).say("hello"));
  }
}
