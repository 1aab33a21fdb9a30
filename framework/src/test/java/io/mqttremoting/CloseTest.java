package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

/** Whatever fails in closing a connection, the rest is closed. */
class CloseTest {
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
    ConnectionBuilder builder = MqttRemoting.connection("tcp://broker:1").clientId("closing");
    builder.factories = List.of(new Failing());
    return builder.build();
  }

  @Test
  void theOtherStepsAreDoneAllTheSame() throws ReflectiveOperationException {
    RemotingConnection connection = connection().connect();
    IllegalStateException failure = assertThrows(IllegalStateException.class, connection::close);
    assertEquals("not closed by the test", failure.getMessage());
    assertEquals(ConnectionState.CLOSED, connection.state());
    for (String pool : List.of("timers", "workers", "callbackThreads")) {
      var field = RemotingConnection.class.getDeclaredField(pool);
      field.setAccessible(true);
      assertTrue(((ExecutorService) field.get(connection)).isShutdown(), pool);
    }
  }

  @Test
  void thatDoesNotHideWhyItCouldNotConnect() {
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
  }
}
