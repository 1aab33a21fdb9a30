package io.mqttremoting.e2e;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A broker for one test, and connections to it. */
final class Rig implements AutoCloseable {
  /** For {@link ConnectionBuilder#warnAfter}, so that the timer for that soon ends. */
  static final Duration SHORT_WATCH = Duration.ofMillis(100);

  private final EmbeddedBroker broker; // null with another broker
  private final URI uri;
  private final Deque<Runnable> open = new ArrayDeque<>();

  /** With an embedded broker. */
  Rig() {
    broker = EmbeddedBroker.start();
    uri = broker.uri();
    open.push(broker::close);
  }

  /** With another broker, which is closed with this. */
  Rig(TestBroker other) {
    broker = null;
    uri = other.uri();
    open.push(other::close);
  }

  EmbeddedBroker broker() {
    return broker;
  }

  URI uri() {
    return uri;
  }

  ConnectionBuilder connection(String clientId) {
    return MqttRemoting.connection(uri().toString()).clientId(clientId);
  }

  /** Makes a connection that is closed together with this rig. */
  RemotingConnection connect(String clientId) {
    return connect(clientId, builder -> builder);
  }

  RemotingConnection connect(String clientId, UnaryOperator<ConnectionBuilder> configuration) {
    RemotingConnection connection = configuration.apply(connection(clientId)).connect();
    open.push(connection::close);
    return connection;
  }

  /** Makes a raw client that receives all messages. */
  RawClient observer(String clientId) {
    return raw(clientId).subscribe("#");
  }

  /** Makes a raw client without subscriptions. */
  RawClient raw(String clientId) {
    RawClient client = new RawClient(uri(), clientId);
    open.push(client::close);
    return client;
  }

  /** The topic filters of a client, as the broker knows them. */
  Collection<String> subscriptions(String clientId) {
    Collection<String> filters = new TreeSet<>(broker.subscriptions(clientId));
    filters.removeIf(filter -> filter.startsWith("_remoting/")); // they come and go with services
    return filters;
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
    open.clear();
  }
}
