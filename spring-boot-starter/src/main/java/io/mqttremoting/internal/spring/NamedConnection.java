package io.mqttremoting.internal.spring;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A connection, its name, and the URIs of its brokers, which hold no secret. */
record NamedConnection(String name, List<String> uris, RemotingConnection connection) {
  boolean isConnected() {
    return connection.state() == ConnectionState.CONNECTED;
  }

  /** For people and programs: no user, no password. */
  Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", connection.state().name());
    details.put("uris", uris);
    details.put("clientId", connection.clientId());
    connection.mqttVersion().ifPresent(version -> details.put("mqttVersion", version.toString()));
    return details;
  }
}
