package io.mqttremoting.internal.inspector;

import io.mqttremoting.ClientOptions;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes remote objects of the services that are listed. Thread-safe. */
public final class Services implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 50;

  private final RemotingConnection connection;
  private final Optional<Function<String, RemotingConnection>> connect;
  private final ServiceList list;
  private final Map<String, RemotingConnection> opened = new HashMap<>();
  private boolean closed;

  /**
   * Services by one connection, or by one for each namespace.
   *
   * @param connect opens a connection for a namespace
   */
  public Services(
      RemotingConnection connection,
      Optional<Function<String, RemotingConnection>> connect,
      ServiceList list) {
    this.connection = connection;
    this.connect = connect;
    this.list = list;
  }

  ServiceInfo find(String id) {
    return list.find(id);
  }

  /** A remote object, which the caller closes. */
  RemoteObject open(ServiceInfo service) {
    ClientOptions options =
        service
            .instance()
            .map(ClientOptions.defaults()::withInstance)
            .orElse(ClientOptions.defaults());
    return connection(service.namespace().orElse(""))
        .remote(service.module(), service.name(), options);
  }

  private synchronized RemotingConnection connection(String namespace) {
    if (connect.isEmpty()) {
      return connection;
    }
    if (closed) {
      throw new RemotingException(ErrorCode.CANCELLED, "the inspector is closed", null);
    }
    RemotingConnection known = opened.get(namespace);
    if (known != null) {
      return known;
    }
    if (opened.size() == MAX_CONNECTIONS) {
      throw new RemotingException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "services of " + MAX_CONNECTIONS + " namespaces were opened; restart the inspector",
          null);
    }
    RemotingConnection made = connect.get().apply(namespace);
    opened.put(namespace, made);
    return made;
  }

  @Override
  public void close() {
    List<RemotingConnection> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(opened.values());
      opened.clear();
    }
    all.forEach(RemotingConnection::close);
  }
}
