package io.mqttremoting.cli.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recorded message.
 *
 * @param message its topic begins after the interface: {@code prop/last}
 */
public record Entry(Instant time, Message message) {
  private static final String MASK = "***";
  private static final String PROTOCOL = "remoting";
  private static final List<String> TRACE = List.of("traceparent", "tracestate");

  /**
   * The line of a recording.
   *
   * @param masked whether metadata is hidden
   */
  ObjectNode line(boolean masked) {
    ObjectNode line = Json.object().put("time", time.toString()).put("topic", message.topic());
    putPayload(line, masked);
    line.put("qos", message.qos());
    if (message.retained()) {
      line.put("retained", true);
    }
    Message.Properties properties = message.properties();
    if (properties.responseTopic() != null) {
      line.put("responseTopic", properties.responseTopic());
    }
    if (properties.correlationData() != null) {
      line.put("correlationData", Base64.getEncoder().encodeToString(properties.correlationData()));
    }
    if (!properties.user().isEmpty()) {
      ObjectNode user = line.putObject("userProperties");
      properties
          .user()
          .asMap()
          .forEach(
              (name, value) -> user.put(name, masked && !name.startsWith(PROTOCOL) ? MASK : value));
    }
    return line;
  }

  /** As JSON if it is written in the same way, else as text, else as Base64: the bytes are kept. */
  private void putPayload(ObjectNode line, boolean masked) {
    String text = new String(message.payload(), UTF_8);
    Optional<JsonNode> json = json(text);
    if (json.isPresent() && masked && message.topic().startsWith("rpc/v3/")) {
      line.set("payload", withoutMetadata(json.get()));
    } else if (json.isPresent() && json.get().toString().equals(text)) {
      line.set("payload", json.get());
    } else if (Arrays.equals(text.getBytes(UTF_8), message.payload())) {
      line.put("text", text);
    } else {
      line.put("base64", Base64.getEncoder().encodeToString(message.payload()));
    }
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(Json.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not JSON
    }
  }

  private static JsonNode withoutMetadata(JsonNode envelope) {
    if (envelope instanceof ObjectNode object) {
      TRACE.stream().filter(object::has).forEach(name -> object.put(name, MASK));
      if (object.get("metadata") instanceof ObjectNode metadata) {
        metadata.fieldNames().forEachRemaining(name -> metadata.put(name, MASK));
      }
    }
    return envelope;
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Entry parse(JsonNode line) {
    JsonNode topic = line.get("topic");
    JsonNode time = line.get("time");
    if (topic == null || time == null) {
      throw new IllegalArgumentException("it has no time or no topic");
    }
    byte[] payload;
    if (line.has("payload")) {
      payload = line.get("payload").toString().getBytes(UTF_8);
    } else if (line.has("text")) {
      payload = line.get("text").asText().getBytes(UTF_8);
    } else {
      payload = Base64.getDecoder().decode(line.path("base64").asText());
    }
    Map<String, String> user = new LinkedHashMap<>();
    line.path("userProperties")
        .properties()
        .forEach(property -> user.put(property.getKey(), property.getValue().asText()));
    Message.Properties properties =
        new Message.Properties(
            line.has("responseTopic") ? line.get("responseTopic").asText() : null,
            line.has("correlationData")
                ? Base64.getDecoder().decode(line.get("correlationData").asText())
                : null,
            0,
            UserProperties.of(user));
    try {
      return new Entry(
          Instant.parse(time.asText()),
          new Message(
              topic.asText(),
              payload,
              line.path("qos").asInt(1),
              line.path("retained").asBoolean(),
              properties));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + time.asText() + "' is no time", e);
    }
  }
}
