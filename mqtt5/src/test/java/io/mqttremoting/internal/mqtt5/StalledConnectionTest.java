package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.TlsOptions;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestCertificates;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A TLS connection on which nothing is transferred any more, with so much to send that a thread
 * hangs while writing. Whoever ends this connection must not wait for that thread.
 */
@Tag("long")
@ParameterizedClass
@CsvSource({"MQTT_3_1_1, wss", "MQTT_5, ssl"})
@Timeout(60)
class StalledConnectionTest {
  private static final Duration FOR_GOOD = Duration.ofMinutes(10);

  /** In all, more than the network buffers hold, and less than a connection queues. */
  private static final int CALLS = 1_300;

  private static final String LARGE = "x".repeat(10_000);

  private final MqttVersion version;
  private final String scheme;
  @RegisterExtension private final Opened opened = new Opened();
  private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();

  StalledConnectionTest(MqttVersion version, String scheme) {
    this.version = version;
    this.scheme = scheme;
  }

  @Test
  void itsLossIsNoticed() throws Exception {
    FaultyWire wire = wire();
    RemotingConnection connection = connection(wire, Duration.ofSeconds(1));
    CompletableFuture<String> call = stall(wire, client(connection));
    ConnectionEvent event = events.poll(40, TimeUnit.SECONDS); // 2 s on an idle machine
    assertNotNull(event, "the loss is not noticed");
    assertEquals(ConnectionState.DISCONNECTED, event.state());
    CompletionException failed = assertThrows(CompletionException.class, call::join);
    assertInstanceOf(NotConnectedException.class, failed.getCause());
    assertCloses(connection);
  }

  @Test
  void itIsClosedBeforeItsLossIsNoticed() throws Exception {
    FaultyWire wire = wire();
    RemotingConnection connection = connection(wire, Duration.ofMinutes(1));
    CompletableFuture<String> call = stall(wire, client(connection));
    assertCloses(connection);
    assertThrows(CompletionException.class, call::join);
  }

  /** A wire to a TLS broker, at which another connection serves. */
  private FaultyWire wire() {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "certfile " + TestCertificates.certificate("server"),
                "keyfile " + TestCertificates.key("server")));
    if (scheme.equals("wss")) {
      settings.add("protocol websockets");
    }
    Mosquitto broker = opened.closedLater(Mosquitto.start(settings.toArray(String[]::new)));
    opened.closedLater(settings(broker.uri(scheme, "localhost")).connect()).serve(new Everything());
    return opened.closedLater(new FaultyWire(broker.uri(), "wire"));
  }

  private ConnectionBuilder settings(URI uri) {
    return Combination.connection(uri, Optional.of(version))
        .tls(TlsOptions.defaults().withTrustedCertificates(TestCertificates.certificate("ca")));
  }

  private RemotingConnection connection(FaultyWire wire, Duration keepAlive) {
    URI uri = URI.create(scheme + "://localhost:" + wire.uri().getPort());
    return opened.closedLater(settings(uri).keepAlive(keepAlive).reconnectAttempts(0).connect());
  }

  private IEverything client(RemotingConnection connection) throws InterruptedException {
    IEverything client = connection.client(IEverything.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    assertEquals("later x", client.later("x").join());
    connection.onStateChanged(events::add);
    return client;
  }

  /**
   * From now on, nothing is read, and the close of the broker's connection does not arrive, either.
   */
  private static CompletableFuture<String> stall(FaultyWire wire, IEverything client) {
    wire.halfOpen(false, true);
    wire.stall(FOR_GOOD);
    CompletableFuture<String> last = client.later(LARGE);
    for (int i = 1; i < CALLS; i++) {
      last = client.later(LARGE);
    }
    return last;
  }

  private static void assertCloses(RemotingConnection connection) throws Exception {
    CompletableFuture.runAsync(connection::close, task -> new Thread(task, "closes").start())
        .get(10, TimeUnit.SECONDS);
    assertEquals(ConnectionState.CLOSED, connection.state());
    Await.equal(
        List.of(),
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(connection.clientId()))
                .toList());
  }
}
