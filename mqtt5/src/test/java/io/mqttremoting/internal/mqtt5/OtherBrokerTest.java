package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.TestBroker;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers that name other brokers to use instead. */
@Timeout(60)
class OtherBrokerTest {
  private static final int USE_ANOTHER_SERVER = 0x9C;
  private static final int SERVER_MOVED = 0x9D;

  @RegisterExtension final Opened opened = new Opened();

  private final ScriptedBroker first = opened.closedLater(new ScriptedBroker());
  private final ScriptedBroker second = opened.closedLater(new ScriptedBroker());
  private final LogCapture log = opened.closedLater(new LogCapture(Level.INFO));
  private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();

  private static MqttProperties naming(String reference) {
    MqttProperties properties = new MqttProperties();
    properties.add(
        new MqttProperties.StringProperty(
            MqttProperties.MqttPropertyType.SERVER_REFERENCE.value(), reference));
    return properties;
  }

  private static String hostAndPort(TestBroker broker) {
    return "127.0.0.1:" + broker.uri().getPort();
  }

  private static void refer(ScriptedBroker from, int code, String to) {
    from.on(
        MqttMessageType.CONNECT, connect -> List.of(ScriptedBroker.connAckOf(code, naming(to))));
  }

  private RemotingConnection connection(boolean follows, URI... brokers) {
    String[] others = new String[brokers.length - 1];
    for (int i = 1; i < brokers.length; i++) {
      others[i - 1] = brokers[i].toString();
    }
    ConnectionBuilder builder =
        MqttRemoting.connection(brokers[0].toString(), others)
            .reconnectDelays(Duration.ofMillis(10), Duration.ofMillis(20));
    RemotingConnection connection =
        opened.closedLater((follows ? builder.followServerReference() : builder).build());
    connection.onStateChanged(events::add);
    return connection;
  }

  private static long connects(ScriptedBroker broker) {
    return broker.received.stream().filter(MqttMessageType.CONNECT::equals).count();
  }

  @ParameterizedTest
  @ValueSource(ints = {USE_ANOTHER_SERVER, SERVER_MOVED})
  void theOtherBrokerIsConnectedTo(int code) {
    refer(first, code, hostAndPort(second));
    connection(true, first.uri()).connect();
    assertEquals(1, connects(first));
    assertEquals(1, connects(second));
    assertEquals(
        first.uri()
            + (code == SERVER_MOVED
                ? " says that it has moved, so change its URI in this program; trying "
                : " asks to use another broker this time; trying ")
            + second.uri(),
        log.lines().get(0));
  }

  @Test
  void itIsNotUsedUnlessThatIsAllowed() {
    refer(first, USE_ANOTHER_SERVER, hostAndPort(second));
    NotConnectedException e =
        assertThrows(NotConnectedException.class, () -> connection(false, first.uri()).connect());
    assertTrue(
        e.reason()
            .endsWith(
                "cannot connect to "
                    + first.uri()
                    + ": USE_ANOTHER_SERVER; it names another broker: "
                    + hostAndPort(second)
                    + "; it is not used, which ConnectionBuilder.followServerReference would allow"),
        e::reason);
    assertEquals(0, connects(second));
  }

  /** Each of them names the other; the third is a broker of the user. */
  @Test
  void aLoopEnds() {
    ScriptedBroker third = opened.closedLater(new ScriptedBroker());
    refer(first, USE_ANOTHER_SERVER, hostAndPort(second));
    refer(second, USE_ANOTHER_SERVER, hostAndPort(first));
    connection(true, first.uri(), third.uri()).connect();
    assertEquals(1, connects(first));
    assertEquals(1, connects(second));
    assertEquals(1, connects(third));
  }

  @Test
  void aChainOfReferencesEnds() {
    ScriptedBroker from = first;
    ScriptedBroker seventh = second;
    for (int i = 0; i < 6; i++) {
      ScriptedBroker next = i == 5 ? seventh : opened.closedLater(new ScriptedBroker());
      refer(from, USE_ANOTHER_SERVER, hostAndPort(next));
      from = next;
    }
    assertThrows(NotConnectedException.class, () -> connection(true, first.uri()).connect());
    assertEquals(1, connects(first));
    assertEquals(0, connects(seventh), "named by the sixth, and a connect tries five");
  }

  @Test
  void aBrokerMayNameAnotherLater() {
    RemotingConnection connection = connection(true, first.uri());
    connection.connect();
    Channel channel = Await.next(first.connections);
    MqttMessage disconnect =
        ScriptedBroker.disconnect(USE_ANOTHER_SERVER, naming(hostAndPort(second)));
    channel.writeAndFlush(disconnect);
    log.line("Connected to " + second.uri());
    Await.equal(ConnectionState.CONNECTED, connection::state);
    assertEquals(1, connects(first));
    assertEquals(
        List.of(ConnectionState.CONNECTING, ConnectionState.CONNECTED),
        List.of(Await.next(events).state(), Await.next(events).state()));
  }

  @Test
  void afterALossTheBrokersOfTheUserAreTriedFirst() {
    refer(first, USE_ANOTHER_SERVER, hostAndPort(second));
    connection(true, first.uri()).connect();
    first.on(MqttMessageType.CONNECT, connect -> List.of(ScriptedBroker.connAckOf(0)));
    Await.next(second.connections).close();
    log.line("Connected to " + first.uri());
    assertEquals(1, connects(second));
  }

  @Test
  void aNamedBrokerThatIsDownIsNotTheEnd() {
    ScriptedBroker third = opened.closedLater(new ScriptedBroker());
    refer(first, USE_ANOTHER_SERVER, "127.0.0.2:1 " + hostAndPort(second));
    second.connAck(0x88); // server unavailable
    connection(true, first.uri(), third.uri()).connect();
    assertEquals(1, connects(second));
    assertEquals(1, connects(third));
  }
}
