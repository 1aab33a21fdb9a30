package io.mqttremoting.internal.mqtt5;

import static io.netty.handler.codec.mqtt.MqttProperties.NO_PROPERTIES;

import io.mqttremoting.testsupport.TestBroker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A broker for both versions of MQTT that answers as a test says, by default positively. It does
 * not pass messages on.
 */
final class ScriptedBroker implements TestBroker {
  private final EventLoopGroup loops = new NioEventLoopGroup(1);
  private final Channel server;
  private final Map<MqttMessageType, Function<MqttMessage, List<MqttMessage>>> answers =
      new ConcurrentHashMap<>();

  /** Packets on which it closes the connection. */
  private volatile Predicate<MqttMessage> closesOn = packet -> false;

  /** The connections that were accepted. */
  final BlockingQueue<Channel> connections = new LinkedBlockingQueue<>();

  /** The topics of received messages. */
  final List<String> published = new CopyOnWriteArrayList<>();

  /** The topic filters of each SUBSCRIBE and UNSUBSCRIBE that was received. */
  final List<List<String>> filters = new CopyOnWriteArrayList<>();

  /** The types of received packets. */
  final List<MqttMessageType> received = new CopyOnWriteArrayList<>();

  ScriptedBroker() {
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new MqttDecoder(1024 * 1024), MqttEncoder.INSTANCE, new Client());
                    connections.add(channel);
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  @Override
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
  }

  /**
   * From now on, answers packets of a type in this way. All answers to one packet leave at once.
   */
  void on(MqttMessageType type, Function<MqttMessage, List<MqttMessage>> answer) {
    answers.put(type, answer);
  }

  /** From now on, closes the connection on such a packet. */
  void closeOn(Predicate<MqttMessage> packets) {
    closesOn = packets;
  }

  /** Answers CONNECT with this reason code. */
  void connAck(int code) {
    on(MqttMessageType.CONNECT, connect -> List.of(connAckOf(code)));
  }

  /** Answers SUBSCRIBE with the next of these reason codes for each topic filter. */
  void subAck(IntSupplier codes) {
    on(MqttMessageType.SUBSCRIBE, subscribe -> subAck((MqttSubscribeMessage) subscribe, codes));
  }

  /** Answers PUBLISH with a reason code that depends on the topic. */
  void pubAck(Function<String, Integer> codeOfTopic) {
    on(
        MqttMessageType.PUBLISH,
        publish -> {
          String topic = ((MqttPublishMessage) publish).variableHeader().topicName();
          return pubAck((MqttPublishMessage) publish, codeOfTopic.apply(topic));
        });
  }

  static MqttMessage connAckOf(int code) {
    return connAckOf(code, NO_PROPERTIES);
  }

  static MqttMessage connAckOf(int code, MqttProperties properties) {
    return MqttMessageBuilders.connAck()
        .returnCode(MqttConnectReturnCode.valueOf((byte) code))
        .properties(properties)
        .build();
  }

  static MqttMessage disconnect(int code, MqttProperties properties) {
    return MqttMessageBuilders.disconnect().reasonCode((byte) code).properties(properties).build();
  }

  /** The reason string of a packet, in addition to its reason code. */
  static MqttProperties reason(String sentence) {
    MqttProperties properties = new MqttProperties();
    properties.add(
        new MqttProperties.StringProperty(
            MqttProperties.MqttPropertyType.REASON_STRING.value(), sentence));
    return properties;
  }

  /** The first answer to a PUBLISH, according to its QoS. */
  static List<MqttMessage> pubAck(MqttPublishMessage publish, int code) {
    int packetId = publish.variableHeader().packetId();
    if (publish.fixedHeader().qosLevel() == MqttQoS.EXACTLY_ONCE) {
      return List.of(ofQos2(MqttMessageType.PUBREC, packetId, code));
    }
    return List.of(
        MqttMessageBuilders.pubAck()
            .packetId(packetId)
            .reasonCode((byte) code)
            .properties(NO_PROPERTIES)
            .build());
  }

  private static MqttMessage ofQos2(MqttMessageType type, int packetId, int code) {
    return new MqttMessage(
        new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0),
        new MqttPubReplyMessageVariableHeader(packetId, (byte) code, NO_PROPERTIES));
  }

  static List<MqttMessage> subAck(MqttSubscribeMessage subscribe, IntSupplier codes) {
    return subAck(subscribe, codes, NO_PROPERTIES);
  }

  static List<MqttMessage> subAck(
      MqttSubscribeMessage subscribe, IntSupplier codes, MqttProperties properties) {
    int filters = subscribe.payload().topicSubscriptions().size();
    return List.of(
        new MqttSubAckMessage(
            new MqttFixedHeader(MqttMessageType.SUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
            new MqttMessageIdAndPropertiesVariableHeader(
                subscribe.variableHeader().messageId(), properties),
            new MqttSubAckPayload(IntStream.generate(codes).limit(filters).toArray())));
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** One connection. Its methods run on the one event loop. */
  private final class Client extends SimpleChannelInboundHandler<MqttMessage> {
    private boolean speaks5;

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
      if (packet instanceof MqttConnectMessage connect) {
        speaks5 = connect.variableHeader().version() == 5;
      }
      if (packet instanceof MqttPublishMessage publish) {
        String topic = publish.variableHeader().topicName();
        if (topic.startsWith("_remoting/") && !publish.fixedHeader().isRetain()) {
          sendBack(context, publish);
          return;
        }
        published.add(topic);
      }
      if (packet instanceof MqttSubscribeMessage subscribe) {
        filters.add(
            subscribe.payload().topicSubscriptions().stream()
                .map(MqttTopicSubscription::topicFilter)
                .toList());
      }
      if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
        filters.add(unsubscribe.payload().topics());
      }
      MqttMessageType type = packet.fixedHeader().messageType();
      received.add(type);
      if (closesOn.test(packet)) {
        context.close();
        return;
      }
      answers.getOrDefault(type, this::allIsWell).apply(packet).forEach(context::write);
      context.flush();
    }

    /** Returns what a client sends to itself; no script is needed for that. */
    private void sendBack(ChannelHandlerContext context, MqttPublishMessage own) {
      context.write(
          MqttMessageBuilders.publish()
              .topicName(own.variableHeader().topicName())
              .qos(MqttQoS.AT_MOST_ONCE)
              .properties(NO_PROPERTIES)
              .payload(own.payload().retainedDuplicate())
              .build());
      context.writeAndFlush(pubAck(own, speaks5 ? 0x87 : 0).get(0));
    }

    private List<MqttMessage> allIsWell(MqttMessage packet) {
      return switch (packet.fixedHeader().messageType()) {
        case CONNECT -> List.of(connAckOf(0));
        case SUBSCRIBE -> subAck((MqttSubscribeMessage) packet, () -> 1);
        case UNSUBSCRIBE -> unsubAck((MqttUnsubscribeMessage) packet);
        case PUBLISH -> pubAck((MqttPublishMessage) packet, 0);
        case PUBREL -> List.of(pubComp((MqttMessageIdVariableHeader) packet.variableHeader()));
        default -> List.of();
      };
    }

    private MqttMessage pubComp(MqttMessageIdVariableHeader released) {
      return ofQos2(MqttMessageType.PUBCOMP, released.messageId(), 0);
    }

    private List<MqttMessage> unsubAck(MqttUnsubscribeMessage unsubscribe) {
      int codes = speaks5 ? unsubscribe.payload().topics().size() : 0;
      return List.of(
          MqttMessageBuilders.unsubAck()
              .packetId(unsubscribe.variableHeader().messageId())
              .properties(NO_PROPERTIES)
              .addReasonCodes(Collections.nCopies(codes, (short) 0).toArray(Short[]::new))
              .build());
    }
  }
}
