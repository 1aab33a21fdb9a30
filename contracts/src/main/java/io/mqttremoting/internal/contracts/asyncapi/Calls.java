package io.mqttremoting.internal.contracts.asyncapi;

import static io.mqttremoting.internal.contracts.asyncapi.JsonSchemas.object;
import static io.mqttremoting.internal.contracts.asyncapi.JsonSchemas.text;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.contracts.Element;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds the operations of an interface, each in both mappings: MQTT 5 and 3.1.1. */
final class Calls {
  static final String JSON = "application/json";
  private static final int MAX_CORRELATION = 256;

  /** Where the envelope of 3.1.1 has what message properties say in MQTT 5. */
  private static final Map<String, Object> CORRELATION =
      Map.of("location", "$message.payload#/correlationData");

  private static final Map<String, Object> RESPONSE_TOPIC =
      Map.of("location", "$message.payload#/responseTopic");

  private final Channels channels;
  private final ContractModel model;

  Calls(Channels channels, ContractModel model) {
    this.channels = channels;
    this.model = model;
  }

  void add(ContractModel.Operation operation, JsonSchemas schemas) {
    addV5(operation, schemas);
    addV3(operation, schemas);
  }

  private void addV5(ContractModel.Operation operation, JsonSchemas schemas) {
    String name =
        channels.add(
            model,
            "rpc",
            operation.name(),
            operation.description(),
            "request",
            requestV5(operation, schemas));
    Map<String, Object> bindings = Channels.binding("correlationData", text("that of the request"));
    Map<String, Object> headers = object(1, error("remoting-error-", operation));
    String reply =
        channels.add(
            name + ".result",
            Optional.of(model.id() + "/rpc/" + operation.name() + "/{clientId}/result"),
            "the reply to a request by MQTT 5, on its response topic",
            Element.mapOf(
                "result",
                Element.mapOf("payload", schemas.result(operation), "bindings", bindings),
                "error",
                Element.mapOf(
                    "headers",
                    headers,
                    "payload",
                    Element.mapOf("type", "null"),
                    "bindings",
                    bindings)));
    channels
        .operate(name, "receive", false)
        .put(
            "reply",
            Element.mapOf(
                "channel", Channels.reference(reply), "messages", channels.messages(reply)));
  }

  private static Map<String, Object> requestV5(
      ContractModel.Operation operation, JsonSchemas schemas) {
    Map<String, Object> remoting = Element.mapOf("const", "1", "description", "asks for errors");
    Map<String, Object> bindings =
        Channels.binding(
            "payloadFormatIndicator",
            1,
            "contentType",
            JSON,
            "correlationData",
            text("any bytes, new for each call; the reply repeats them"),
            "responseTopic",
            text("the topic for the reply"));
    return Element.mapOf(
        "contentType",
        JSON,
        "headers",
        object(0, "remoting", remoting),
        "payload",
        schemas.arguments(operation.parameters()),
        "bindings",
        bindings);
  }

  private void addV3(ContractModel.Operation operation, JsonSchemas schemas) {
    String name =
        channels.add(
            model,
            "rpc/v3",
            operation.name(),
            operation.description(),
            "request",
            inEnvelope(requestV3(operation, schemas)));
    Map<String, Object> repeated = text("that of the request");
    Map<String, Object> error = object(1, error("", operation));
    String reply =
        channels.add(
            name + ".result",
            Optional.empty(),
            "the reply to a request by MQTT 3.1.1, on the topic that the request names",
            Element.mapOf(
                "result",
                inEnvelope(
                    object(2, "correlationData", repeated, "data", schemas.result(operation))),
                "error",
                inEnvelope(object(2, "correlationData", repeated, "error", error))));
    channels
        .operate(name, "receive", false)
        .put(
            "reply",
            Element.mapOf(
                "address",
                RESPONSE_TOPIC,
                "channel",
                Channels.reference(reply),
                "messages",
                channels.messages(reply)));
  }

  private static Map<String, Object> inEnvelope(Map<String, Object> payload) {
    return Element.mapOf("correlationId", CORRELATION, "payload", payload);
  }

  private static Map<String, Object> requestV3(
      ContractModel.Operation operation, JsonSchemas schemas) {
    Map<String, Object> correlation = text("new for each call; the reply repeats it");
    correlation.put("maxLength", MAX_CORRELATION);
    boolean hasArguments = !operation.parameters().isEmpty();
    return object(
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
        text("trace context of the caller"),
        "tracestate",
        text("trace context of the caller"),
        "metadata",
        Element.mapOf("type", "object", "additionalProperties", Map.of("type", "string")));
  }

  /** What tells an error: the code comes first and is always there. */
  private static Object[] error(String prefix, ContractModel.Operation operation) {
    List<String> codes = Arrays.stream(ErrorCode.values()).map(ErrorCode::name).sorted().toList();
    Map<String, Object> type = text("which error, if the code is APPLICATION");
    Element.putIfAny(type, "enum", operation.errors());
    return new Object[] {
      prefix + "code",
      Element.mapOf("type", "string", "enum", codes),
      prefix + "message",
      text("for people"),
      prefix + "type",
      type
    };
  }
}
