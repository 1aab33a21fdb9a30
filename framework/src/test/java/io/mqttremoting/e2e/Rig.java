package io.mqttremoting.e2e;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.RawClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A broker of its own, and connections to it. */
final class Rig implements AutoCloseable {
  /** For {@link ConnectionBuilder#warnAfter}, so that the timer for that soon ends. */
  static final Duration SHORT_WATCH = Duration.ofMillis(100);

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
    Collection<String> filters = new TreeSet<>(broker.subscriptions(clientId));
    filters.removeIf(filter -> filter.startsWith("_remoting/")); // come and go with services
    return filters;
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
    open.clear();
    broker.close();
  }
}
