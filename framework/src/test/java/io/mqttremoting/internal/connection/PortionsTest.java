package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No more is subscribed to or published at once than brokers queue for one client. */
@Timeout(60)
class PortionsTest {
  private static final int MANY = 1000;
  private static final int AT_ONCE = 200;

  private FencedTransport transport;
  private Transport.Listener listener;
  private final BrokerConnection connection =
      new BrokerConnection(FencedTransport.settings(new Factory()), Runnable::run, event -> {});

  private final class Factory implements TransportFactory {
    @Override
    public MqttVersion version() {
      return MqttVersion.MQTT_3_1_1;
    }

    @Override
    public Transport connect(ConnectOptions options, Transport.Listener listener) {
      PortionsTest.this.listener = listener;
      transport = new FencedTransport(listener::onMessage);
      return transport;
    }
  }

  @AfterEach
  void close() {
    connection.close();
  }

  /** How many entries of {@code said} that start with {@code start} are between two fences. */
  private List<Integer> portions(String start) {
    List<Integer> portions = new ArrayList<>(List.of(0));
    for (String said : transport.said) {
      if (said.equals("fence")) {
        portions.add(0);
      } else if (said.startsWith(start)) {
        portions.set(portions.size() - 1, portions.get(portions.size() - 1) + 1);
      }
    }
    return portions;
  }

  @Test
  void subscriptionsOfAConnect() throws Exception {
    for (int i = 0; i < MANY; i++) {
      List<String> filters = List.of("m/" + i + "/prop/+");
      connection.register(
          new IdleEndpoint() {
            @Override
            public List<String> filters(MqttVersion version) {
              return filters;
            }
          });
    }
    connection.connect();
    List<Integer> portions = portions("m/");
    assertEquals(MANY, portions.stream().mapToInt(i -> i).sum());
    assertTrue(portions.stream().allMatch(count -> count <= AT_ONCE), portions.toString());
  }

  @Test
  void messagesThatComeBack() throws Exception {
    connection.connect();
    publishPaced(MANY);
    List<Integer> portions = portions("m/");
    assertEquals(List.of(AT_ONCE, AT_ONCE, AT_ONCE, AT_ONCE, AT_ONCE), portions);
  }

  @Test
  void closingWaitsOnceForABrokerThatIsStalled() throws Exception {
    connection.connect();
    publishPaced(AT_ONCE + 1); // so that fences are known to come back
    transport.keepsFences = true;
    connection.beginClosing();
    publishPaced(MANY);
    List<Integer> portions = portions("m/");
    assertEquals(List.of(AT_ONCE, AT_ONCE, 1 + MANY - AT_ONCE), portions);
  }

  /** Otherwise a connection that is lost while connecting would be made again much later. */
  @Test
  void answersThatCannotComeAnyMoreAreNotAwaited() throws Exception {
    connection.connect();
    List<Sender.Answer> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      answers.add(
          connection.sender().ask(Sender.When.PACED, new Message("m/" + i, new byte[0], 1, true)));
    }
    transport.loseMessages();
    listener.onLost(new IllegalStateException("lost by the test"));
    assertTimeout(
        Duration.ofSeconds(10),
        () -> answers.forEach(answer -> assertThrows(TransportException.class, answer::await)));
  }

  private void publishPaced(int count) throws TransportException {
    for (int i = 0; i < count; i++) {
      connection.sender().publish(Sender.When.PACED, new Message("m/" + i, new byte[0], 1, true));
    }
  }
}
