package io.mqttremoting.cli.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.internal.wire.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls in a recording, each with its reply if there was one. */
final class RecordedCalls {
  private static final String RPC = "rpc/";
  private static final String V3 = "rpc/v3/";

  private static final List<String> UPKEEP = List.of("_ping", "_announce", "_cancel");

  private RecordedCalls() {}

  /** How a call ended: with a result, or an error. */
  record Reply(@Nullable JsonNode result, @Nullable String code, String message, String type) {
    @Override
    public String toString() {
      return code == null
          ? String.valueOf(result)
          : (type.isEmpty() ? code : type) + (message.isEmpty() ? "" : ": " + message);
    }
  }

  /**
   * A call.
   *
   * @param reply empty if none was recorded
   */
  record Call(Instant time, String operation, ArrayNode arguments, Optional<Reply> reply) {}

  /** A request or a reply as it is on the wire: which call it belongs to, and what it says. */
  private record Part(String key, String operation, boolean isReply, JsonNode content) {}

  /** All calls, except for those that keep a connection going. */
  static List<Call> in(List<Entry> entries) {
    Map<String, Call> calls = new LinkedHashMap<>();
    int unanswered = 0;
    for (Entry entry : entries) {
      Optional<Part> found = part(entry.message());
      if (found.isEmpty() || UPKEEP.contains(found.get().operation())) {
        continue;
      }
      Part part = found.get();
      if (part.isReply()) {
        calls.computeIfPresent(
            part.key(),
            (key, call) ->
                new Call(
                    call.time(),
                    call.operation(),
                    call.arguments(),
                    Optional.of(reply(entry.message(), part.content()))));
      } else if (part.content() instanceof ArrayNode arguments) {
        String key = part.key().isEmpty() ? "unanswered " + unanswered++ : part.key();
        calls.putIfAbsent( // a repetition is the same call
            key, new Call(entry.time(), part.operation(), arguments, Optional.empty()));
      }
    }
    return new ArrayList<>(calls.values());
  }

  private static Optional<Part> part(Message message) {
    String topic = message.topic();
    if (!topic.startsWith(RPC)) {
      return Optional.empty();
    }
    boolean v3 = topic.startsWith(V3);
    String rest = topic.substring((v3 ? V3 : RPC).length());
    boolean isReply = rest.indexOf('/') >= 0;
    String operation = isReply ? rest.substring(0, rest.indexOf('/')) : rest;
    JsonNode payload;
    try {
      payload = Json.parse(new String(message.payload(), UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not a call
    }
    if (v3) {
      String key = payload.path("correlationData").asText();
      JsonNode data = isReply ? payload : payload.path("data");
      return Optional.of(
          new Part(
              operation + " v3 " + key,
              operation,
              isReply,
              data.isMissingNode() || data.isNull() ? Json.array() : data));
    }
    byte[] correlation = message.properties().correlationData();
    String key =
        correlation == null
            ? ""
            : operation + " v5 " + Base64.getEncoder().encodeToString(correlation);
    return Optional.of(
        new Part(key, operation, isReply, payload.isNull() && !isReply ? Json.array() : payload));
  }

  private static Reply reply(Message message, JsonNode content) {
    if (message.topic().startsWith(V3) && content instanceof ObjectNode envelope) {
      JsonNode error = envelope.get("error");
      return error == null
          ? new Reply(envelope.path("data"), null, "", "")
          : new Reply(
              null,
              error.path("code").asText(),
              error.path("message").asText(),
              error.path("type").asText());
    }
    Map<String, String> user = message.properties().user().asMap();
    String code = user.get("remoting-error-code");
    return code == null
        ? new Reply(content, null, "", "")
        : new Reply(
            null,
            code,
            user.getOrDefault("remoting-error-message", ""),
            user.getOrDefault("remoting-error-type", ""));
  }
}
