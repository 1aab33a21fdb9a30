package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import io.mqttremoting.Fleet;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Brokers that change the topics of messages, and messages that nobody has subscribed to. */
@Timeout(30)
class ChangedTopicsTest {
  @RegisterExtension private final Opened opened = new Opened();
  private final ScriptedBroker broker = opened.closedLater(new ScriptedBroker());
  private final LogCapture log = LogCapture.ofEverybody(Level.INFO);

  @AfterEach
  void close() {
    log.close();
  }

  private RemotingConnection connect(MqttVersion version) {
    return opened.closedLater(
        Combination.connection(broker.uri(), Optional.of(version)).clientId("me").connect());
  }

  /** The broker delivers each message to its sender, on a changed topic. */
  private void deliverTo(UnaryOperator<String> change) {
    broker.on(
        MqttMessageType.PUBLISH,
        packet -> {
          MqttPublishMessage publish = (MqttPublishMessage) packet;
          return Stream.concat(
                  ScriptedBroker.pubAck(publish, 0).stream(),
                  Stream.of(message(change.apply(publish.variableHeader().topicName()))))
              .toList();
        });
  }

  private static MqttMessage message(String topic) {
    return MqttMessageBuilders.publish()
        .topicName(topic)
        .qos(MqttQoS.AT_MOST_ONCE)
        .properties(MqttProperties.NO_PROPERTIES)
        .payload(io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {'1'}))
        .build();
  }

  private List<String> warnings() {
    return log.fullLines().stream().filter(line -> line.contains("A message came to")).toList();
  }

  @ParameterizedTest
  @EnumSource
  void dotsThatBecomeSlashesAreToldOnceWithBothTopics(MqttVersion version) {
    deliverTo(topic -> topic.replace('.', '/'));
    IHello.Hello service = new IHello.Hello();
    connect(version).serve(service);
    service.setLast("1");
    service.setLast("2");
    log.line(
        "A message came to io/world/Hello/",
        ", to which nobody here subscribes, and is ignored: does the broker change topics, and was"
            + " it published to io.world/Hello/");
    assertEquals(1, warnings().size());
  }

  @ParameterizedTest
  @EnumSource
  void aPrefixIsToldToo(MqttVersion version) {
    connect(version).client(IEverything.class);
    Await.next(broker.connections)
        .writeAndFlush(message("plant/7/conformance/Everything/sig/tick"));
    log.line(
        "A message came to plant/7/conformance/Everything/sig/tick",
        "was it published to conformance/Everything/sig/tick? RabbitMQ turns dots into");
  }

  /** A program uses both, and ends one: its last messages are still under way. */
  @ParameterizedTest
  @EnumSource
  void messagesWithOrWithoutAnInstanceAreNoWarning(MqttVersion version) {
    RemotingConnection connection = connect(version);
    Channel channel = Await.next(broker.connections);
    Fleet<IHello> fleet = connection.fleet(IHello.class);
    channel.writeAndFlush(message("io.world/Hello/prop/last"));
    channel.writeAndFlush(message("io.world/Hello/_status/me"));
    fleet.close();
    IEverything client = connection.client(IEverything.class);
    channel.writeAndFlush(message("@kitchen/conformance/Everything/sig/tick"));
    channel.writeAndFlush(message("conformance/Everything/prop/number"));
    Await.equal(1, client::getNumber);
    assertEquals(List.of(), warnings());
  }

  /** Such messages still come for a while after an unsubscribe. */
  @ParameterizedTest
  @EnumSource
  void straysAreNoWarning(MqttVersion version) {
    RemotingConnection connection = connect(version);
    Channel channel = Await.next(broker.connections);
    IEverything client = connection.client(IEverything.class);
    channel.writeAndFlush(message("other.module/Everything/sig/tick"));
    channel.writeAndFlush(message("anything/else"));
    channel.writeAndFlush(message("conformance/Everything/prop/number"));
    Await.equal(1, client::getNumber);
    assertEquals(List.of(), warnings());
  }
}
