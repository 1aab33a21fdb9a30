package io.mqttremoting.internal.contracts.asyncapi;

import static io.mqttremoting.internal.contracts.asyncapi.JsonSchemas.object;
import static io.mqttremoting.internal.contracts.asyncapi.JsonSchemas.text;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.contracts.ContractTrees;
import io.mqttremoting.internal.contracts.Element;
import io.mqttremoting.internal.contracts.ModuleFile;
import io.mqttremoting.internal.contracts.Yaml;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes a module as an AsyncAPI 3.0 document, from the view of the service. */
public final class AsyncApi {
  private static final String JSON = "application/json";
  private static final Map<String, Object> CORRELATION =
      Map.of("location", "$message.payload#/correlationData");

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
    document.put("defaultContentType", JSON);
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
    for (ContractModel.Property property : model.properties()) {
      Map<String, Object> message = Element.mapOf("payload", schemas.of(property.type()));
      String value = add(model, "prop", property.name(), property.description(), "value", message);
      channels.operate(value, "send", true);
      if (!property.readOnly()) {
        String set = add(model, "set", property.name(), "asks for a change", "value", message);
        channels.operate(set, "receive", false);
      }
    }
    for (ContractModel.Signal signal : model.signals()) {
      Map<String, Object> message =
          Element.mapOf("payload", schemas.arguments(signal.parameters()));
      String name = add(model, "sig", signal.name(), signal.description(), "signal", message);
      channels.operate(name, "send", false);
    }
    for (ContractModel.Operation operation : model.operations()) {
      addV5(model, operation, schemas);
      addV3(model, operation, schemas);
    }
    String status = topic(model, "_status/{clientId}");
    String name =
        channels.add(
            model.name() + "._status",
            Optional.of(status),
            "whether a service is there",
            Map.of("status", Element.mapOf("payload", status())));
    channels.operate(name, "send", true);
  }

  private static String topic(ContractModel model, String rest) {
    return model.id() + "/" + rest;
  }

  private String add(
      ContractModel model,
      String kind,
      String member,
      String description,
      String messageName,
      Map<String, Object> message) {
    String topic = topic(model, kind + "/" + member);
    if (topic.contains("{")) {
      throw new IllegalArgumentException(
          "AsyncAPI reads braces in the topic " + topic + " as a parameter; rename the member");
    }
    return channels.add(
        model.name() + "." + kind.replace('/', '.') + "." + member,
        Optional.of(topic),
        description,
        Map.of(messageName, message));
  }

  private void addV5(ContractModel model, ContractModel.Operation operation, JsonSchemas schemas) {
    Map<String, Object> request =
        Element.mapOf(
            "contentType",
            JSON,
            "headers",
            object(0, "remoting", Element.mapOf("const", "1", "description", "asks for errors")),
            "payload",
            schemas.arguments(operation.parameters()),
            "bindings",
            Channels.binding(
                "payloadFormatIndicator",
                1,
                "contentType",
                JSON,
                "correlationData",
                text("any bytes, new for each call; the reply repeats them"),
                "responseTopic",
                text("the topic for the reply")));
    String name = add(model, "rpc", operation.name(), operation.description(), "request", request);
    Map<String, Object> bindings = Channels.binding("correlationData", text("that of the request"));
    Map<String, Object> result =
        Element.mapOf("payload", schemas.result(operation), "bindings", bindings);
    Map<String, Object> headers =
        object(
            1,
            "remoting-error-code",
            code(),
            "remoting-error-message",
            text("for people"),
            "remoting-error-type",
            type(operation));
    Map<String, Object> error =
        Element.mapOf(
            "headers", headers, "payload", Element.mapOf("type", "null"), "bindings", bindings);
    String reply =
        channels.add(
            name + ".result",
            Optional.of(topic(model, "rpc/" + operation.name() + "/{clientId}/result")),
            "the reply to a request by MQTT 5, on its response topic",
            Element.mapOf("result", result, "error", error));
    channels
        .operate(name, "receive", false)
        .put(
            "reply",
            Element.mapOf(
                "channel", Channels.reference(reply), "messages", channels.messages(reply)));
  }

  private void addV3(ContractModel model, ContractModel.Operation operation, JsonSchemas schemas) {
    Map<String, Object> correlation = text("a text, new for each call; the reply repeats it");
    correlation.put("maxLength", 256);
    boolean hasArguments = !operation.parameters().isEmpty();
    Map<String, Object> envelope =
        object(
            hasArguments ? 3 : 2,
            "correlationData",
            correlation,
            "responseTopic",
            text("the topic for the reply"),
            "data",
            schemas.arguments(operation.parameters()),
            "timeoutMillis",
            Element.mapOf("type", "integer", "minimum", 1),
            "traceparent",
            text("trace context"),
            "tracestate",
            text("trace context"),
            "metadata",
            Element.mapOf("type", "object", "additionalProperties", Map.of("type", "string")));
    Map<String, Object> request = Element.mapOf("correlationId", CORRELATION, "payload", envelope);
    String name =
        add(model, "rpc/v3", operation.name(), operation.description(), "request", request);
    Map<String, Object> repeated = text("that of the request");
    Map<String, Object> result =
        object(2, "correlationData", repeated, "data", schemas.result(operation));
    Map<String, Object> error =
        object(1, "code", code(), "message", text("for people"), "type", type(operation));
    Map<String, Object> failure = object(2, "correlationData", repeated, "error", error);
    String reply =
        channels.add(
            name + ".result",
            Optional.empty(),
            "the reply to a request by MQTT 3.1.1, on the topic that the request names",
            Element.mapOf(
                "result",
                Element.mapOf("correlationId", CORRELATION, "payload", result),
                "error",
                Element.mapOf("correlationId", CORRELATION, "payload", failure)));
    channels
        .operate(name, "receive", false)
        .put(
            "reply",
            Element.mapOf(
                "address",
                Map.of("location", "$message.payload#/responseTopic"),
                "channel",
                Channels.reference(reply),
                "messages",
                channels.messages(reply)));
  }

  private static Map<String, Object> code() {
    Set<String> codes = new TreeSet<>();
    Arrays.stream(ErrorCode.values()).forEach(code -> codes.add(code.name()));
    return Element.mapOf("type", "string", "enum", List.copyOf(codes));
  }

  private static Map<String, Object> type(ContractModel.Operation operation) {
    Map<String, Object> type = text("with the code APPLICATION: which error");
    if (!operation.errors().isEmpty()) {
      type.put("enum", operation.errors());
    }
    return type;
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
