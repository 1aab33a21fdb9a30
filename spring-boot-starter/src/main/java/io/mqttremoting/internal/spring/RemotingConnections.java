package io.mqttremoting.internal.spring;

import static io.mqttremoting.spring.MqttRemotingConnectionDetails.DEFAULT_CONNECTION;

import io.mqttremoting.RemotingConnection;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** All connections of the program, by name. Closes them when the program has ended. */
public final class RemotingConnections implements DisposableBean {
  /** The name of the bean. */
  public static final String BEAN_NAME = "mqttRemotingConnections";

  private final Map<String, NamedConnection> all = new LinkedHashMap<>();

  RemotingConnections(Set<String> names, ConnectionFactory factory) {
    for (String name : names) {
      all.put(name, factory.create(name));
    }
  }

  /**
   * The names of the connections that properties configure. There is no default connection if the
   * properties have other connections, but no URI for it.
   */
  static Set<String> names(Environment environment) {
    Binder binder = Binder.get(environment);
    Set<String> names =
        new TreeSet<>(
            binder
                .bind("mqtt.remoting.connections", Bindable.mapOf(String.class, Object.class))
                .map(Map::keySet)
                .orElse(Set.of()));
    if (names.contains(DEFAULT_CONNECTION)) {
      throw new StartException(
          "the name in mqtt.remoting.connections.default is reserved",
          "configure the default connection with mqtt.remoting.*");
    }
    if (names.isEmpty()
        || binder.bind("mqtt.remoting.uris", Bindable.listOf(String.class)).isBound()) {
      names.add(DEFAULT_CONNECTION);
    }
    return names;
  }

  /** The name of a connection; that of the default connection may be empty. */
  static String name(String nameOrEmpty) {
    return nameOrEmpty.isEmpty() ? DEFAULT_CONNECTION : nameOrEmpty;
  }

  /**
   * The connection with a name; that of the default connection may be empty.
   *
   * @throws StartException if there is none
   */
  public RemotingConnection get(String nameOrEmpty) {
    String name = name(nameOrEmpty);
    return Optional.ofNullable(all.get(name))
        .map(NamedConnection::connection)
        .orElseThrow(
            () ->
                new StartException(
                    "there is no connection '" + name + "', only " + all.keySet(),
                    "set "
                        + (name.equals(DEFAULT_CONNECTION)
                            ? "mqtt.remoting.uris"
                            : "mqtt.remoting.connections." + name + ".uris")));
  }

  Collection<NamedConnection> all() {
    return all.values();
  }

  @Override
  public void destroy() {
    all.values().forEach(each -> each.connection().close());
  }
}
