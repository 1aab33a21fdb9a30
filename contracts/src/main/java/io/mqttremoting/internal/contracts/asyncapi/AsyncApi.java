package io.mqttremoting.internal.contracts.asyncapi;

import static io.mqttremoting.internal.contracts.asyncapi.JsonSchemas.object;
import static io.mqttremoting.internal.contracts.asyncapi.JsonSchemas.text;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.contracts.ContractTrees;
import io.mqttremoting.internal.contracts.Element;
import io.mqttremoting.internal.contracts.ModuleFile;
import io.mqttremoting.internal.contracts.Yaml;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a module as an AsyncAPI 3.0 document, from the view of the service. */
public final class AsyncApi {

  private final Channels channels = new Channels();

  private AsyncApi() {}

  /**
   * The document.
   *
   * @param contracts the contracts of the module; types with the same name are the same
   * @param brokerUri the server, if there is one
   */
  public static String yaml(
      ModuleFile module, List<Contract> contracts, Optional<String> brokerUri) {
    AsyncApi api = new AsyncApi();
    Map<String, Object> schemas = new TreeMap<>();
    for (Contract contract : contracts) {
      ContractTrees.definitions(contract)
          .forEach((name, schema) -> schemas.put(name, JsonSchemas.placed(schema)));
      api.add(contract);
    }
    Map<String, Object> info =
        Element.mapOf(
            "title", module.name(), "version", module.root().text("version").orElse("0.0"));
    module.root().text("description").ifPresent(text -> info.put("description", text));
    Map<String, Object> document = Element.mapOf("asyncapi", "3.0.0", "info", info);
    document.put("defaultContentType", Calls.JSON);
    brokerUri.ifPresent(uri -> document.put("servers", Map.of("broker", server(uri))));
    document.put("channels", api.channels.channels());
    document.put("operations", api.channels.operations());
    if (!schemas.isEmpty()) {
      document.put("components", Element.mapOf("schemas", schemas));
    }
    return Yaml.write(document);
  }

  private static Map<String, Object> server(String brokerUri) {
    URI uri = URI.create(brokerUri);
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + brokerUri + "' names no host; write it like tcp://localhost:1883");
    }
    String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    String protocol =
        switch (uri.getScheme()) {
          case "ssl", "tls", "mqtts" -> "secure-mqtt";
          case "ws", "wss" -> uri.getScheme();
          default -> "mqtt";
        };
    Map<String, Object> server = Element.mapOf("host", host, "protocol", protocol);
    if (uri.getPath() != null) {
      Element.putIfAny(server, "pathname", uri.getPath());
    }
    return server;
  }

  private void add(Contract contract) {
    ContractModel model = contract.model();
    JsonSchemas schemas = new JsonSchemas(contract);
    Calls calls = new Calls(channels, model);
    for (ContractModel.Property property : model.properties()) {
      Map<String, Object> message = Element.mapOf("payload", schemas.of(property.type()));
      String value =
          channels.add(model, "prop", property.name(), property.description(), "value", message);
      channels.operate(value, "send", true);
      if (!property.readOnly()) {
        String set =
            channels.add(model, "set", property.name(), "asks for a change", "value", message);
        channels.operate(set, "receive", false);
      }
    }
    for (ContractModel.Signal signal : model.signals()) {
      Map<String, Object> message =
          Element.mapOf("payload", schemas.arguments(signal.parameters()));
      String name =
          channels.add(model, "sig", signal.name(), signal.description(), "signal", message);
      channels.operate(name, "send", false);
    }
    for (ContractModel.Operation operation : model.operations()) {
      calls.add(operation, schemas);
    }
    String status = model.id() + "/_status/{clientId}";
    String name =
        channels.add(
            model.name() + "._status",
            Optional.of(status),
            "whether a service is there",
            Map.of("status", Element.mapOf("payload", status())));
    channels.operate(name, "send", true);
  }

  private static Map<String, Object> status() {
    return object(
        1,
        "online",
        Element.mapOf("type", "boolean"),
        "mappings",
        Element.mapOf(
            "type", "array", "items", Element.mapOf("type", "string", "enum", List.of("v5", "v3"))),
        "contract",
        text("the fingerprint of the contract"),
        "version",
        text("the version of the interface"),
        "session",
        text("the same as in the status of the connection"),
        "memory",
        text("who remembers calls"),
        "group",
        text("the group of the service"),
        "since",
        text("when it began"));
  }
}
