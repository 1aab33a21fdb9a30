package io.mqttremoting.internal.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.api.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Calls operations and sets properties for the page. */
final class Action {
  private static final int MAX_TEXT = 1_000_000;
  private static final int MAX_TIMEOUT_SECONDS = 100;
  private static final double NANOS_PER_MILLI = 1e6;

  private Action() {}

  /** Calls {@code operation} with {@code arguments}, a text with an array. */
  static JsonNode call(Services services, JsonNode request) {
    String operation = text(request, "operation");
    JsonNode arguments = Text.parse(text(request, "arguments"), "the list of arguments");
    if (!(arguments instanceof ArrayNode)) {
      throw new Refusal(Refusal.BAD_REQUEST, "the arguments are no list");
    }
    List<JsonNode> all = new ArrayList<>();
    arguments.forEach(all::add);
    boolean noReply = request.path("noReply").asBoolean();
    return timed(
        services,
        request,
        object -> {
          if (noReply) {
            object.send(operation, all.toArray(JsonNode[]::new));
            return NullNode.getInstance();
          }
          return Waiting.result(object.callAsync(operation, all));
        });
  }

  /** Sets {@code property} to {@code value}, a text; waits for the answer if {@code confirmed}. */
  static JsonNode set(Services services, JsonNode request) {
    String property = text(request, "property");
    JsonNode value = Text.parse(text(request, "value"), "the value");
    boolean confirmed = request.path("confirmed").asBoolean();
    return timed(
        services,
        request,
        object -> {
          if (confirmed) {
            return Waiting.result(object.setConfirmed(property, value));
          }
          object.set(property, value);
          return NullNode.getInstance();
        });
  }

  private static JsonNode timed(
      Services services, JsonNode request, Function<RemoteObject, JsonNode> action) {
    int seconds = request.path("timeoutSeconds").asInt(10);
    if (seconds < 1 || seconds > MAX_TIMEOUT_SECONDS) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "the timeout must be 1 to " + MAX_TIMEOUT_SECONDS + " seconds");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    try (RemoteObject object = services.open(services.find(text(request, "service")))) {
      long start = System.nanoTime();
      try {
        JsonNode result = action.apply(object.withTimeout(Duration.ofSeconds(seconds)));
        Text.put(answer, result, MAX_TEXT);
      } catch (RemotingException e) {
        answer.put("code", e.code().name()).put("message", e.reason());
      }
      return answer.put("millis", (System.nanoTime() - start) / NANOS_PER_MILLI);
    } catch (RemotingException e) {
      return answer.put("code", e.code().name()).put("message", e.reason());
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static String text(JsonNode request, String field) {
    JsonNode node = request.path(field);
    if (!node.isTextual()) {
      throw new Refusal(Refusal.BAD_REQUEST, "'" + field + "' is missing");
    }
    return node.textValue();
  }
}
