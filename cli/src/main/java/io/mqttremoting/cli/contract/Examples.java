package io.mqttremoting.cli.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.ContractModel.Operation;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a mock answers, from a file.
 *
 * @param values the first values of properties, by name
 * @param operations the answers of operations, by name; the first that fits a call is given
 * @param signals the signals that are sent again and again
 */
public record Examples(
    Map<String, JsonNode> values, Map<String, List<Answer>> operations, List<Repeated> signals) {

  /** Replaces what is missing by nothing. */
  public Examples(
      @JsonProperty("values") @Nullable Map<String, JsonNode> values,
      @JsonProperty("operations") @Nullable Map<String, List<Answer>> operations,
      @JsonProperty("signals") @Nullable List<Repeated> signals) {
    this.values = Objects.requireNonNullElse(values, Map.of());
    this.operations = Objects.requireNonNullElse(operations, Map.of());
    this.signals = Objects.requireNonNullElse(signals, List.of());
  }

  /**
   * An answer.
   *
   * @param arguments which calls it fits: a list of all arguments, or an object with some of them
   *     by name; {@code null} for all calls
   * @param result the result; {@code null} for a plain value of its type
   * @param error the name of a declared error or of an error code, instead of a result
   * @param message the message of the error
   * @param afterMillis how long the call takes
   */
  public record Answer(
      @Nullable JsonNode arguments,
      @Nullable JsonNode result,
      @Nullable String error,
      @Nullable String message,
      long afterMillis) {}

  /**
   * A signal that is sent again and again.
   *
   * @param arguments its arguments in order
   */
  public record Repeated(String name, List<JsonNode> arguments, long everyMillis) {
    /** Checks that it has a name and an interval. */
    public Repeated(
        @JsonProperty("name") @Nullable String name,
        @JsonProperty("arguments") @Nullable List<JsonNode> arguments,
        @JsonProperty("everyMillis") long everyMillis) {
      if (name == null || everyMillis < 1) {
        throw new IllegalArgumentException("a signal needs a name, and everyMillis of 1 or more");
      }
      this.name = name;
      this.arguments = Objects.requireNonNullElse(arguments, List.of());
      this.everyMillis = everyMillis;
    }
  }

  /** No examples. */
  public static Examples none() {
    return new Examples(null, null, null);
  }

  /**
   * Reads examples, and checks that the contract has the members that they name.
   *
   * @param source where the text comes from, for messages
   */
  public static Examples parse(String text, String source, ContractModel contract) {
    Examples examples;
    try {
      examples = Json.read(text, Examples.class);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.FILE, source + ": " + e.getMessage(), e);
    }
    check(
        source,
        "property",
        examples.values.keySet(),
        contract.properties().stream().map(ContractModel.Property::name).toList());
    check(
        source,
        "operation",
        examples.operations.keySet(),
        contract.operations().stream().map(Operation::name).toList());
    check(
        source,
        "signal",
        examples.signals.stream().map(Repeated::name).toList(),
        contract.signals().stream().map(ContractModel.Signal::name).toList());
    return examples;
  }

  private static void check(
      String source, String kind, Collection<String> named, Collection<String> known) {
    for (String name : named) {
      if (!known.contains(name)) {
        throw new Failure(
            ExitCode.FILE,
            source
                + ": the contract has no "
                + kind
                + " '"
                + name
                + "'"
                + Nearest.hint(name, known));
      }
    }
  }

  /** The answer for a call; empty if none fits. */
  public Optional<Answer> answer(Operation operation, ArrayNode arguments) {
    return operations.getOrDefault(operation.name(), List.of()).stream()
        .filter(answer -> fits(answer.arguments(), operation.parameters(), arguments))
        .findFirst();
  }

  private static boolean fits(
      @Nullable JsonNode wanted, List<Field> parameters, ArrayNode arguments) {
    if (wanted == null) {
      return true;
    }
    if (wanted.isArray()) {
      return Json.same(wanted, arguments);
    }
    for (int i = 0; i < parameters.size(); i++) {
      JsonNode value = wanted.get(parameters.get(i).name());
      if (value != null && !Json.same(value, arguments.get(i))) {
        return false;
      }
    }
    return true;
  }
}
