package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.internal.connection.IdleTransport;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** If one step of closing a connection fails, the other steps are still done. */
class CloseTest {
  /** Idle threads end by themselves, but only later than this. */
  private static final Duration AT_ONCE = Duration.ofSeconds(7);

  private boolean refuses;

  private final class Failing implements TransportFactory {
    @Override
    public MqttVersion version() {
      return MqttVersion.MQTT_3_1_1;
    }

    @Override
    public Transport connect(ConnectOptions options, Transport.Listener listener) {
      return new IdleTransport(version()) {
        @Override
        public void subscribe(List<String> filters, int qos) throws TransportException {
          if (refuses) {
            throw new TransportException(ErrorCode.UNAVAILABLE, "refused by the test", null);
          }
        }

        @Override
        public void close() {
          throw new IllegalStateException("not closed by the test");
        }
      };
    }
  }

  private RemotingConnection connection() {
    ConnectionBuilder builder =
        MqttRemoting.connection("tcp://broker:1")
            .clientId("closing")
            .callTimeout(Duration.ofMillis(50));
    builder.factories = List.of(new Failing());
    return builder.build();
  }

  @Test
  void theOtherStepsAreStillDone() {
    RemotingConnection connection = connection();
    useAllThreads(connection);
    IllegalStateException failure = assertThrows(IllegalStateException.class, connection::close);
    assertEquals("not closed by the test", failure.getMessage());
    assertEquals(ConnectionState.CLOSED, connection.state());
    long end = System.nanoTime() + AT_ONCE.toNanos();
    while (!threads("").isEmpty()) {
      assertTrue(end - System.nanoTime() > 0, () -> "still there: " + threads(""));
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Makes the connection start threads of every kind, which are idle afterwards. */
  private static void useAllThreads(RemotingConnection connection) {
    CompletableFuture<Void> told = new CompletableFuture<>();
    connection.onStateChanged(event -> told.complete(null));
    connection.connect();
    told.orTimeout(20, TimeUnit.SECONDS).join();
    IPing client = connection.client(IPing.class);
    CompletableFuture<Void> calledBack = new CompletableFuture<>();
    client.pong().whenComplete((none, timeout) -> calledBack.complete(null));
    calledBack.orTimeout(20, TimeUnit.SECONDS).join();
    for (String kind : List.of("timer-", "callback-", "\\d")) {
      assertFalse(threads(kind).isEmpty(), kind);
    }
  }

  /** The names of the connection's threads of this kind. */
  private static List<String> threads(String kind) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("remoting-closing-" + kind + ".*"))
        .toList();
  }

  @Test
  void aFailingCloseDoesNotHideWhyConnectingFailed() {
    refuses = true;
    RemotingConnection connection = connection();
    connection.client(IPing.class);
    NotConnectedException failure = assertThrows(NotConnectedException.class, connection::connect);
    assertEquals("refused by the test", failure.reason());
    connection.close();
  }

  @io.mqttremoting.api.RemoteInterface
  interface IPing {
    @io.mqttremoting.api.Operation
    void ping();

    @io.mqttremoting.api.Operation
    CompletableFuture<Void> pong();
  }
}
