package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Broker restarts, with the default reconnect delays. */
@Tag("long")
@Timeout(120)
class RestartsTest {
  private static final MqttVersion[] VERSIONS = MqttVersion.values();
  private static final int CONNECTIONS = 16;
  private static final int RESTARTS = 8;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @RegisterExtension private final Opened opened = new Opened();

  /** The limits leave room for a busy machine; ReconnectDelaysTest checks exact ones. */
  @Test
  void connectionsAreBackSoonAfterEightRestartsASecondApart() throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    List<RemotingConnection> connections =
        Combination.connectAll(
            IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> VERSIONS[i % VERSIONS.length])
                .map(version -> Combination.connection(broker.uri(), Optional.of(version)))
                .toArray(ConnectionBuilder[]::new));
    connections.forEach(opened::closedLater);
    long start = System.nanoTime();
    for (int i = 0; i < RESTARTS; i++) {
      long due = start + i * SECOND;
      Await.until("the next restart is due", () -> System.nanoTime() - due >= 0);
      broker.kill();
      broker.restart();
    }
    long last = System.nanoTime();
    awaitConnected(connections, CONNECTIONS / 2);
    double median = (System.nanoTime() - last) / 1e9;
    awaitConnected(connections, CONNECTIONS);
    double worst = (System.nanoTime() - last) / 1e9;
    assertTrue(median < 1.5 && worst < 4, "half after " + median + " s, all after " + worst + " s");
  }

  private static void awaitConnected(List<RemotingConnection> connections, int count) {
    Await.until(
        count + " are connected",
        () -> connections.stream().filter(RemotingConnection::isConnected).count() >= count);
  }
}
