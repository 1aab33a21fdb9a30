package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcknowledgeAtOnceTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Notes what comes, and closes the channel on the first bytes. */
  private final class Closing extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      seen.add("read");
      context.close();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      seen.add("complete");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      seen.add(cause.toString());
    }
  }

  /** As on the end of a connection: its handlers are told of it after it is closed. */
  @Test
  void aClosedChannelIsLeftAlone() throws IOException {
    EventLoopGroup loop = new NioEventLoopGroup(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Channel channel =
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .handler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                      opened
                          .pipeline()
                          .addLast(
                              new AcknowledgeAtOnce(StandardSocketOptions.TCP_NODELAY),
                              new Closing());
                    }
                  })
              .connect(server.getLocalSocketAddress())
              .syncUninterruptibly()
              .channel();
      try (Socket accepted = server.accept()) {
        accepted.getOutputStream().write(1);
        channel.closeFuture().syncUninterruptibly();
      }
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
    assertEquals(List.of("read", "complete"), seen);
  }

  @Test
  void whereTheOptionIsNotSupportedItIsTriedOnce() {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new AcknowledgeAtOnce(StandardSocketOptions.TCP_NODELAY), new Closing());
    assertNotNull(channel.pipeline().get(AcknowledgeAtOnce.class));
    channel.pipeline().fireChannelReadComplete();
    assertNull(channel.pipeline().get(AcknowledgeAtOnce.class));
    assertEquals(List.of("complete"), seen);
  }
}
