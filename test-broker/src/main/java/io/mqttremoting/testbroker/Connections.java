package io.mqttremoting.testbroker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Filters the packets of clients before Moquette reads them, to work around three bugs of Moquette:
 *
 * <ul>
 *   <li>It marks a client as connected only after it has written the CONNACK, and drops a client
 *       whose SUBSCRIBE arrives before that, about one in a few hundred. (A client need not even
 *       wait for the CONNACK: MQTT 3.1.1, 3.1.4.) So this class holds back the packets after the
 *       CONNECT until then.
 *   <li>Its {@code disconnectClient} modifies the session concurrently with the session's thread,
 *       and does not end a clean session. So this class keeps the channels, and closes the channel
 *       instead.
 *   <li>A PUBACK after a DISCONNECT releases a message a second time, which ends the thread of this
 *       and of many other sessions for good. Paho sends such packets. So this class drops the
 *       packets after a DISCONNECT (MQTT 3.1.1, 3.14.4). It also copies payloads to the heap, so
 *       that releasing them too often has no effect.
 * </ul>
 */
@Sharable
final class Connections extends ChannelInitializer<Channel> {

  /** Moquette's handler for packets of clients, after the MQTT codec in a channel's pipeline. */
  private static final String MOQUETTE = "handler";

  /** The handler in the pipeline that Moquette replaces when the client is connected. */
  private static final String CONNECTED_MARK = "idleStateHandler";

  private final ConcurrentMap<String, Channel> channels = new ConcurrentHashMap<>();

  @Override
  protected void initChannel(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addBefore(MOQUETTE, "unsubAcks", new UnsubAcks());
    pipeline.addBefore(MOQUETTE, "subscriptions", new Subscriptions());
    pipeline.addBefore(MOQUETTE, "connections", new Connection(pipeline.get(CONNECTED_MARK)));
  }

  /** Closes the client's connection; returns false if there is none. */
  boolean close(String clientId) {
    Channel channel = channels.get(clientId);
    return channel != null
        && channels.remove(clientId, channel)
        && channel.isActive()
        && channel.close().awaitUninterruptibly().isSuccess();
  }

  /** The topic filters that the client is subscribed to; empty if it is not connected. */
  Set<String> subscriptions(String clientId) {
    Channel channel = channels.get(clientId);
    Subscriptions found = channel == null ? null : channel.pipeline().get(Subscriptions.class);
    return found == null ? Set.of() : found.filters();
  }

  /** One client's connection; its methods run on the channel's event loop. */
  private final class Connection extends ChannelInboundHandlerAdapter {

    private final ChannelHandler untilConnected;
    private final Queue<Object> held = new ArrayDeque<>();
    private boolean first = true;
    private boolean connected;
    private boolean disconnecting;
    private String clientId = "";

    Connection(ChannelHandler untilConnected) {
      this.untilConnected = untilConnected;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
      if (disconnecting) {
        ReferenceCountUtil.release(received);
        return;
      }
      Object message =
          received instanceof MqttPublishMessage publish ? withPayloadOnHeap(publish) : received;
      disconnecting = isDisconnect(message);
      if (first) {
        first = false;
        if (message instanceof MqttConnectMessage connect && connect.decoderResult().isSuccess()) {
          clientId = connect.payload().clientIdentifier();
          channels.put(clientId, context.channel());
        }
        context.fireChannelRead(message);
      } else if (connected) {
        context.fireChannelRead(message);
      } else {
        held.add(message);
        if (held.size() == 1) {
          deliverOnceConnected(context);
        }
      }
    }

    private static MqttPublishMessage withPayloadOnHeap(MqttPublishMessage publish) {
      ByteBuf payload = Unpooled.copiedBuffer(publish.payload());
      publish.release();
      return publish.replace(Unpooled.unreleasableBuffer(payload));
    }

    private static boolean isDisconnect(Object message) {
      return message instanceof MqttMessage packet
          && packet.decoderResult().isSuccess()
          && packet.fixedHeader().messageType() == MqttMessageType.DISCONNECT;
    }

    private void deliverOnceConnected(ChannelHandlerContext context) {
      if (context.pipeline().get(CONNECTED_MARK) != untilConnected) {
        connected = true;
        while (!held.isEmpty()) {
          context.fireChannelRead(held.remove());
        }
        context.fireChannelReadComplete();
      } else if (context.channel().isActive()) {
        var unused =
            context
                .executor()
                .schedule(() -> deliverOnceConnected(context), 1, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      channels.remove(clientId, context.channel());
      while (!held.isEmpty()) {
        ReferenceCountUtil.release(held.remove());
      }
      context.fireChannelInactive();
    }
  }
}
