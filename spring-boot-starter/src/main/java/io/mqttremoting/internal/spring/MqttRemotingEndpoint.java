package io.mqttremoting.internal.spring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mqttremoting.Contract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** The endpoint {@code remoting}: connections, clients and services, and their contracts. */
@Endpoint(id = "remoting")
public final class MqttRemotingEndpoint {
  private final RemotingConnections connections;
  private final ServiceServer services;
  private final ListableBeanFactory beans;

  MqttRemotingEndpoint(
      RemotingConnections connections, ServiceServer services, ListableBeanFactory beans) {
    this.connections = connections;
    this.services = services;
    this.beans = beans;
  }

  /** All connections, clients and services. */
  @ReadOperation
  public Map<String, Object> remoting() {
    Map<String, Object> all = new LinkedHashMap<>();
    Map<String, Object> ofConnections = new LinkedHashMap<>();
    connections.all().forEach(each -> ofConnections.put(each.name(), connection(each)));
    Map<String, Object> clients = new LinkedHashMap<>();
    MqttRemotingHealth.clients(beans).forEach((name, each) -> clients.put(name, client(each)));
    Map<String, Object> served = new LinkedHashMap<>();
    services.served().forEach(each -> served.put(each.name(), service(each)));
    all.put("connections", ofConnections);
    all.put("clients", clients);
    all.put("services", served);
    return all;
  }

  private static Map<String, Object> connection(NamedConnection connection) {
    Map<String, Object> details = connection.details();
    details.put("statistics", connection.connection().statistics());
    return details;
  }

  private static Map<String, Object> client(RemoteClientFactoryBean<?> client) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("interface", name(client.getObjectType()));
    putUnlessEmpty(details, "instance", client.instance());
    details.put("connection", client.connection());
    details.put("required", client.isRequired());
    details.put("available", client.isAvailable());
    return details;
  }

  private static Map<String, Object> service(ServedBean service) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("interfaces", service.types().stream().map(MqttRemotingEndpoint::name).toList());
    putUnlessEmpty(details, "instance", service.instance());
    putUnlessEmpty(details, "group", service.group());
    details.put("connection", service.connection());
    return details;
  }

  private static void putUnlessEmpty(Map<String, Object> details, String name, String value) {
    if (!value.isEmpty()) {
      details.put(name, value);
    }
  }

  /** The name of an interface as a part of a path, for a path has no slash in it. */
  private static String name(Class<?> type) {
    Contract contract = Contract.of(type);
    return contract.module() + "." + contract.name();
  }

  /**
   * The contract of an interface of a client or a service.
   *
   * @param name of the interface on the wire, such as io.world.Hello, or in Java, io.world.IHello
   * @return null if there is no such interface
   */
  @ReadOperation
  public @Nullable Map<String, Object> contract(@Selector String name)
      throws JsonProcessingException {
    List<Class<?>> found =
        Stream.<Class<?>>concat(
                MqttRemotingHealth.clients(beans).values().stream()
                    .map(RemoteClientFactoryBean::getObjectType),
                services.served().stream().flatMap(each -> each.types().stream()))
            .filter(type -> name(type).equals(name) || type.getName().equals(name))
            .limit(1)
            .toList();
    return found.isEmpty()
        ? null
        : new ObjectMapper()
            .readValue(Contract.of(found.get(0)).toJson(), new TypeReference<>() {});
  }
}
