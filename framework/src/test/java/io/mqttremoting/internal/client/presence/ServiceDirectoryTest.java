package io.mqttremoting.internal.client.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.FencedTransport;
import io.mqttremoting.internal.connection.IdleTransport;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The services at a broker that the test plays. */
@Timeout(60)
class ServiceDirectoryTest {
  /** Returns the fences of a connection, or ends it instead. */
  private static final class Wire implements TransportFactory {
    private final AtomicInteger fences = new AtomicInteger();
    private volatile int lostAtFence = Integer.MAX_VALUE;
    private volatile Transport.Listener listener;

    @Override
    public MqttVersion version() {
      return MqttVersion.MQTT_3_1_1;
    }

    @Override
    public Transport connect(ConnectOptions options, Transport.Listener given) {
      listener = given;
      return new IdleTransport(version()) {
        @Override
        public void publish(Message message, Duration patience, PublishListener told) {
          told.onTaken();
          if (fences.incrementAndGet() < lostAtFence) {
            given.onMessage(message);
          } else {
            given.onLost(new IllegalStateException("lost by the test"));
          }
        }
      };
    }

    void retained(String topic, String payload) {
      listener.onMessage(new Message(topic, payload.getBytes(UTF_8), 1, true));
    }
  }

  private final Wire wire = new Wire();
  private final BrokerConnection connection =
      new BrokerConnection(FencedTransport.settings(wire), Runnable::run, event -> {});
  private final ServiceDirectory directory =
      new ServiceDirectory(new DiscoveryScope("", false, false), connection, 10);

  private List<String> found() {
    return directory.services().stream().map(service -> service.id()).toList();
  }

  /** Otherwise users would hear that all services are gone. */
  @Test
  void whatIsLostBeforeItHasComeAgainIsNotGone() throws Exception {
    connection.connect();
    connection.register(directory);
    wire.retained("io.world/Hello/_status/x", "{\"online\":true}");
    wire.retained("_remoting/x", "{\"online\":true}");
    assertEquals(List.of("io.world/Hello"), found());

    wire.listener.onLost(new IllegalStateException("lost by the test"));
    wire.lostAtFence = wire.fences.get() + 2; // the first is that of the connect
    assertThrows(TransportException.class, connection::connect);
    assertEquals(List.of("io.world/Hello"), found());

    wire.lostAtFence = Integer.MAX_VALUE;
    connection.connect();
    assertEquals(List.of(), found(), "nothing has come again");
    connection.close();
  }
}
