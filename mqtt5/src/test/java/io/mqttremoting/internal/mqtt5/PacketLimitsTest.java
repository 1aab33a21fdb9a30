package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.TransportFactories;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No packet has more topic filters than every broker accepts. */
@Timeout(60)
class PacketLimitsTest {
  private static final int MAX_FILTERS = 8; // the limit of AWS IoT Core

  @RegisterExtension private final Opened opened = new Opened();

  private final ScriptedBroker broker = opened.closedLater(new ScriptedBroker());

  @ParameterizedTest
  @EnumSource
  void manyFiltersGoInSeveralPackets(MqttVersion version) throws Exception {
    ConnectOptions options =
        new ConnectOptions(
            broker.uri(),
            "c1",
            Await.DEADLINE,
            Duration.ofSeconds(20),
            new Message("will", new byte[0], 1, false),
            Security.DEFAULT);
    Transport transport =
        opened.closedLater(
            TransportFactories.of(version).get(0).connect(options, ignoringListener()));
    List<String> filters = IntStream.range(0, 20).mapToObj(i -> "f/" + i).toList();
    transport.subscribe(filters, 1);
    transport.unsubscribe(filters);
    List<List<String>> packets =
        List.of(filters.subList(0, 8), filters.subList(8, 16), filters.subList(16, 20));
    assertEquals(packets, broker.filters.subList(0, 3));
    assertEquals(packets, broker.filters.subList(3, 6));
    assertEquals(6, broker.filters.size());
  }

  private static Transport.Listener ignoringListener() {
    return new Transport.Listener() {
      @Override
      public void onMessage(Message message) {}

      @Override
      public void onLost(Throwable cause) {}
    };
  }

  @ParameterizedTest
  @EnumSource
  void aReconnectSubscribesInSeveralPackets(MqttVersion version) {
    RemotingConnection connection =
        opened.closedLater(
            Combination.connection(broker.uri(), Optional.of(version)).clientId("me").connect());
    connection.client(IEverything.class);
    connection.client(IHello.class);
    connection.serve(new Everything());
    Set<String> before = subscribed();
    assertTrue(before.size() > MAX_FILTERS, before::toString);
    Channel first = Await.next(broker.connections);
    broker.filters.clear();
    first.close();
    Await.until(
        "it has connected again", () -> !broker.connections.isEmpty() && connection.isConnected());
    Set<String> again = subscribed();
    assertTrue(again.containsAll(before), again::toString);
    for (List<String> packet : broker.filters) {
      assertTrue(packet.size() <= MAX_FILTERS, packet::toString);
    }
  }

  private Set<String> subscribed() {
    return broker.filters.stream().flatMap(List::stream).collect(Collectors.toSet());
  }
}
