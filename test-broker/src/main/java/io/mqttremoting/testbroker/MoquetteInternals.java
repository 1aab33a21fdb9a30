package io.mqttremoting.testbroker;

import io.moquette.broker.Server;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Accesses private fields of Moquette by reflection, for behaviour that has no setting. The fields
 * exist in Moquette 0.17 and in its fork 0.18.3, which the tests of module mqtt5 use instead.
 */
final class MoquetteInternals {

  private MoquetteInternals() {}

  /**
   * Adds a handler to the end of the pipeline of every later connection, after Moquette's own
   * handlers and before anything is read.
   */
  static void addHandler(Server server, ChannelHandler handler) {
    try {
      Object acceptor = field(Server.class, "acceptor").get(server);
      Field workers = field(acceptor.getClass(), "workerGroup");
      workers.set(acceptor, withHandler((EventLoopGroup) workers.get(acceptor), handler));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Unsupported Moquette version " + Server.MOQUETTE_VERSION, e);
    }
  }

  /** Wraps {@code group}, in which channels are registered after their pipelines are set up. */
  private static EventLoopGroup withHandler(EventLoopGroup group, ChannelHandler handler) {
    return (EventLoopGroup)
        Proxy.newProxyInstance(
            EventLoopGroup.class.getClassLoader(),
            new Class<?>[] {EventLoopGroup.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("register") && arguments[0] instanceof Channel channel) {
                channel.pipeline().addLast(handler);
              }
              return method.invoke(group, arguments);
            });
  }

  /**
   * Makes Moquette's Netty threads stop after 50 ms without work, instead of the two seconds of
   * {@link Server#stopServer()}. That method must still be called and waits for their end. Without
   * any quiet period, sessions that are still working log errors.
   */
  static void stopEventLoops(Server server) {
    try {
      Object acceptor = field(Server.class, "acceptor").get(server);
      if (acceptor == null) {
        return; // the start failed before it was created
      }
      for (String group : List.of("bossGroup", "workerGroup")) {
        if (field(acceptor.getClass(), group).get(acceptor) instanceof EventLoopGroup loops) {
          var unused = loops.shutdownGracefully(50, 5_000, TimeUnit.MILLISECONDS);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Unsupported Moquette version " + Server.MOQUETTE_VERSION, e);
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
