package io.mqttremoting.internal.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;

/** The health of the connections and of the services that the program needs. */
final class MqttRemotingHealth {
  private final RemotingConnections connections;
  private final ListableBeanFactory beans;

  MqttRemotingHealth(RemotingConnections connections, ListableBeanFactory beans) {
    this.connections = connections;
    this.beans = beans;
  }

  /** Whether all is well, and details without secrets. */
  record Report(boolean isUp, Map<String, Object> details) {}

  Report report() {
    boolean isUp = true;
    Map<String, Object> details = new LinkedHashMap<>();
    for (NamedConnection each : connections.all()) {
      isUp &= each.isConnected();
      details.put(each.name(), each.details());
    }
    Map<String, Object> required = new LinkedHashMap<>();
    for (Map.Entry<String, RemoteClientFactoryBean<?>> each : clients(beans).entrySet()) {
      if (each.getValue().isRequired()) {
        boolean isAvailable = each.getValue().isAvailable();
        isUp &= isAvailable;
        required.put(each.getKey(), isAvailable ? "online" : "offline");
      }
    }
    if (!required.isEmpty()) {
      details.put("requiredServices", required);
    }
    return new Report(isUp, details);
  }

  /** The clients by the names of their beans. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // there is no class literal of a generic type
  static Map<String, RemoteClientFactoryBean<?>> clients(ListableBeanFactory beans) {
    Map<String, RemoteClientFactoryBean<?>> clients = new LinkedHashMap<>();
    Map<String, RemoteClientFactoryBean> found =
        beans.getBeansOfType(RemoteClientFactoryBean.class);
    found.forEach((name, each) -> clients.put(name.substring(1), each)); // without the "&"
    return clients;
  }
}
