package io.mqttremoting.testbroker;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Tracks the subscriptions of one connection, and updates them just before the client gets the
 * broker's answer. Packets are handled on the channel's event loop; any thread may read the result.
 */
final class Subscriptions extends ChannelDuplexHandler {
  private static final int FIRST_REFUSAL = 0x80;

  private final Set<String> filters = new ConcurrentSkipListSet<>();

  /**
   * The topic filters of unacknowledged SUBSCRIBE and UNSUBSCRIBE packets, by packet identifier.
   */
  private final Map<Integer, List<String>> pending = new HashMap<>();

  /** The current topic filters, sorted. */
  Set<String> filters() {
    return new TreeSet<>(filters);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof MqttSubscribeMessage subscribe
        && subscribe.decoderResult().isSuccess()) {
      pending.put(
          subscribe.variableHeader().messageId(),
          subscribe.payload().topicSubscriptions().stream()
              .map(MqttTopicSubscription::topicFilter)
              .toList());
    } else if (message instanceof MqttUnsubscribeMessage unsubscribe
        && unsubscribe.decoderResult().isSuccess()) {
      pending.put(
          unsubscribe.variableHeader().messageId(), List.copyOf(unsubscribe.payload().topics()));
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof MqttSubAckMessage subAck) {
      List<String> wanted = takePending(subAck.variableHeader().messageId());
      List<Integer> codes = subAck.payload().reasonCodes();
      for (int i = 0; i < Math.min(wanted.size(), codes.size()); i++) {
        if (codes.get(i) < FIRST_REFUSAL) {
          filters.add(wanted.get(i));
        }
      }
    } else if (message instanceof MqttUnsubAckMessage unsubAck) {
      takePending(unsubAck.variableHeader().messageId()).forEach(filters::remove);
    }
    context.write(message, promise);
  }

  private List<String> takePending(int messageId) {
    List<String> found = pending.remove(messageId);
    return found == null ? List.of() : found;
  }
}
