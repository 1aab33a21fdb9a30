package io.mqttremoting.testbroker;

import io.moquette.broker.Server;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.EventLoopGroup;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What Moquette 0.17 has no settings for: private fields, read and written by reflection. */
final class MoquetteInternals {

  private MoquetteInternals() {}

  /**
   * Adds a handler to the pipeline of every later connection, behind the MQTT codec and before
   * Moquette's own handler: the place of its metrics, which we don't use.
   */
  static void addHandler(Server server, ChannelInboundHandler handler) {
    try {
      Object acceptor = field(Server.class, "acceptor").get(server);
      field(acceptor.getClass(), "metrics").set(acceptor, Optional.of(handler));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Not made for Moquette " + Server.MOQUETTE_VERSION, e);
    }
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
