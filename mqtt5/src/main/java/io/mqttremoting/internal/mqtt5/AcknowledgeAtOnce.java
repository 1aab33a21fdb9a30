package io.mqttremoting.internal.mqtt5;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.net.SocketOption;

/**
 * Makes the operating system acknowledge at once what a connection receives; see {@link
 * io.mqttremoting.internal.transport.QuickAck}. Runs in the event loop of that connection.
 */
final class AcknowledgeAtOnce extends ChannelInboundHandlerAdapter {
  private final ChannelOption<Boolean> option;

  AcknowledgeAtOnce(SocketOption<Boolean> option) {
    this.option = NioChannelOption.of(option);
  }

  /**
   * Sets the option again; removes this handler if the system or the channel does not support it.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (context.channel().isOpen() && !context.channel().config().setOption(option, true)) {
      context.pipeline().remove(this);
    }
    context.fireChannelReadComplete();
  }
}
