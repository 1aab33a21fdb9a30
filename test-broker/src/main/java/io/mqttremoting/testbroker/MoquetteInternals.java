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
 * What Moquette has no settings for: private fields, read and written by reflection. They are those
 * of 0.17, and of its fork 0.18.3, which the tests of module mqtt5 run in the place of it.
 */
final class MoquetteInternals {

  private MoquetteInternals() {}

  /**
   * Adds a handler to the end of the pipeline of every later connection, when Moquette's own are in
   * it and nothing has been read.
   */
  static void addHandler(Server server, ChannelHandler handler) {
    try {
      Object acceptor = field(Server.class, "acceptor").get(server);
      Field workers = field(acceptor.getClass(), "workerGroup");
      workers.set(acceptor, withHandler((EventLoopGroup) workers.get(acceptor), handler));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Not made for Moquette " + Server.MOQUETTE_VERSION, e);
    }
  }

  /** Does what {@code group} does, where channels come for registration with their pipelines. */
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
   * Makes Moquette's Netty threads stop after a moment without work, rather than the two seconds
   * that {@link Server#stopServer()} has them wait for; it still has to be called, and waits for
   * their end. With no such moment, sessions that are still at work log errors.
   */
  static void stopEventLoops(Server server) {
    try {
      Object acceptor = field(Server.class, "acceptor").get(server);
      if (acceptor == null) {
        return; // it failed earlier than that
      }
      for (String group : List.of("bossGroup", "workerGroup")) {
        if (field(acceptor.getClass(), group).get(acceptor) instanceof EventLoopGroup loops) {
          var unused = loops.shutdownGracefully(50, 5_000, TimeUnit.MILLISECONDS);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Not made for Moquette " + Server.MOQUETTE_VERSION, e);
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
