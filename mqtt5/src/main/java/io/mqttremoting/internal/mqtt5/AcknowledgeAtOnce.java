package io.mqttremoting.internal.mqtt5;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.net.SocketOption;

/**
 * Has the system acknowledge what a connection receives; see {@link
 * io.mqttremoting.internal.transport.QuickAck}. Runs in the event loop of that connection.
 */
final class AcknowledgeAtOnce extends ChannelInboundHandlerAdapter {
  private final ChannelOption<Boolean> option;

  AcknowledgeAtOnce(SocketOption<Boolean> option) {
    this.option = NioChannelOption.of(option);
  }

  /** Goes away where the system, or another kind of channel, does not have the option. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (context.channel().isOpen() && !context.channel().config().setOption(option, true)) {
      context.pipeline().remove(this);
    }
    context.fireChannelReadComplete();
  }
}
