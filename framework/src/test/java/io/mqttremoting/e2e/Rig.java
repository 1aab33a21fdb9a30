package io.mqttremoting.e2e;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;

/** A broker of its own, connections to it, and a look behind the scenes of both. */
final class Rig implements AutoCloseable {
  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private final Deque<Runnable> open = new ArrayDeque<>();

  EmbeddedBroker broker() {
    return broker;
  }

  URI uri() {
    return broker.uri();
  }

  ConnectionBuilder connection(String clientId) {
    return MqttRemoting.connection(uri().toString()).clientId(clientId);
  }

  /** A connection that is closed with this. */
  RemotingConnection connect(String clientId) {
    return connect(clientId, builder -> builder);
  }

  RemotingConnection connect(String clientId, UnaryOperator<ConnectionBuilder> configuration) {
    RemotingConnection connection = configuration.apply(connection(clientId)).connect();
    open.push(connection::close);
    return connection;
  }

  /** A raw client that sees everything. */
  RawClient observer(String clientId) {
    return raw(clientId).subscribe("#");
  }

  /** A raw client that is not subscribed to anything. */
  RawClient raw(String clientId) {
    RawClient client = new RawClient(uri(), clientId);
    open.push(client::close);
    return client;
  }

  /** What a client is subscribed to, as the broker sees it. */
  Collection<String> subscriptions(String clientId) {
    Object sessions = get(get(get(broker, "running"), "server"), "sessions");
    Collection<String> filters = new TreeSet<>();
    Object session = call(sessions, "retrieve", clientId);
    if (session != null) {
      for (Object subscription : (Collection<?>) call(session, "getSubscriptions")) {
        filters.add(call(subscription, "getTopicFilter").toString());
      }
    }
    filters.removeIf(filter -> filter.startsWith("_remoting/")); // come and go with services
    return filters;
  }

  /** How many calls of a connection await a reply, those aside that it makes by itself. */
  static int openCalls(RemotingConnection connection) {
    Map<?, ?> open = (Map<?, ?>) get(get(get(connection, "clients"), "calls"), "open");
    return (int) open.values().stream().filter(call -> get(call, "caller") != null).count();
  }

  /** How many timers of a connection's calls run. */
  static int openTimers(RemotingConnection connection) {
    return (int)
        timers(connection).stream()
            .filter(timer -> !timer.toString().contains(Recheck.class.getName()))
            .count();
  }

  /** All timers of a connection that run. */
  static Collection<Runnable> timers(RemotingConnection connection) {
    return ((ScheduledThreadPoolExecutor) get(connection, "timers")).getQueue();
  }

  private static Object get(Object object, String field) {
    try {
      Field found = object.getClass().getDeclaredField(field);
      found.setAccessible(true);
      return found.get(object);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object call(Object object, String method, Object... arguments) {
    try {
      Class<?>[] types = new Class<?>[arguments.length];
      for (int i = 0; i < types.length; i++) {
        types[i] = arguments[i].getClass();
      }
      Method found = object.getClass().getDeclaredMethod(method, types);
      found.setAccessible(true);
      return found.invoke(object, arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
    open.clear();
    broker.close();
  }
}
