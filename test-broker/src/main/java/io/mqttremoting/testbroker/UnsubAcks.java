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
 * Completes the UNSUBACK of Moquette 0.18.3 in MQTT 5: it has only one reason code, but must have
 * one for each topic filter (MQTT 5, 3.11.3), so clients treat it as a failure. Each connection has
 * its own instance, which runs on the connection's event loop.
 */
final class UnsubAcks extends ChannelDuplexHandler {

  /** The number of topic filters of each UNSUBSCRIBE, by packet identifier. */
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
      return unsubAck; // MQTT 3.1.1 has no reason codes
    }
    return new MqttUnsubAckMessage(
        unsubAck.fixedHeader(),
        unsubAck.idAndPropertiesVariableHeader(),
        new MqttUnsubAckPayload(Collections.nCopies(count, codes.get(0))));
  }
}
