package io.mqttremoting.testbroker;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Completes what Moquette 0.18.3 answers to UNSUBSCRIBE in MQTT 5: one reason code, however many
 * topic filters there were (MQTT 5, 3.11.3: one for each), which clients take for a failure. Of one
 * connection, on its event loop.
 */
final class UnsubAcks extends ChannelDuplexHandler {

  /** How many topic filters an UNSUBSCRIBE had, by its packet identifier. */
  private final Map<Integer, Integer> filters = new HashMap<>();

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof MqttUnsubscribeMessage unsubscribe
        && unsubscribe.decoderResult().isSuccess()) {
      filters.put(unsubscribe.variableHeader().messageId(), unsubscribe.payload().topics().size());
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(
        message instanceof MqttUnsubAckMessage unsubAck ? complete(unsubAck) : message, promise);
  }

  private MqttUnsubAckMessage complete(MqttUnsubAckMessage unsubAck) {
    Integer count = filters.remove(unsubAck.variableHeader().messageId());
    var codes = unsubAck.payload().unsubscribeReasonCodes();
    if (count == null || codes.size() != 1) {
      return unsubAck; // in MQTT 3.1.1 there are none
    }
    return new MqttUnsubAckMessage(
        unsubAck.fixedHeader(),
        unsubAck.idAndPropertiesVariableHeader(),
        new MqttUnsubAckPayload(Collections.nCopies(count, codes.get(0))));
  }
}
