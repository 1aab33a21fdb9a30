package io.mqttremoting.cli.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Constant;
import io.mqttremoting.api.ContractModel.Enumeration;
import io.mqttremoting.api.ContractModel.Kind;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Nearest;
import java.util.List;
import java.util.Optional;

/**
 * Reads values as people write them: as JSON, and, if the contract says that a value is a text or
 * an enum, also as the bare text or the name of a constant.
 */
public final class Values {
  private Values() {}

  /**
   * Reads a value whose type is not known.
   *
   * @param what what the value is for, for the message
   * @throws Failure if it is not JSON
   */
  public static JsonNode read(String what, String text) {
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE,
          what + ": '" + text + "' is not JSON: " + e.getMessage() + textHint(text),
          e);
    }
  }

  private static String textHint(String text) {
    return text.matches("[\\p{L}\\p{N} _.-]*") ? "; a text is written as '\"" + text + "\"'" : "";
  }

  /** Reads a value of a type. */
  public static JsonNode read(
      String what, String text, ContractModel.Type type, ContractModel contract) {
    if (type.kind() == Kind.NAMED
        && contract.definition(type.name()) instanceof Enumeration constants) {
      return constant(what, text, constants);
    }
    boolean isText =
        type.kind() == Kind.PRIMITIVE
            && (type.name().equals("string") || type.name().equals("bytes"));
    if (isText && !text.startsWith("\"") && !(type.nullable() && text.equals("null"))) {
      return TextNode.valueOf(text);
    }
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      String hint =
          type.kind() == Kind.ANY || type.nullable()
              ? textHint(text)
              : "; write it like " + Samples.of(type, contract);
      throw new Failure(
          ExitCode.USAGE, what + ": '" + text + "' is not JSON: " + e.getMessage() + hint, e);
    }
  }

  private static JsonNode constant(String what, String text, Enumeration type) {
    List<String> names = type.constants().stream().map(Constant::name).toList();
    Optional<JsonNode> named =
        type.constants().stream()
            .filter(constant -> constant.name().equals(text))
            .findFirst()
            .map(constant -> Json.of(constant.value()));
    if (named.isPresent()) {
      return named.get();
    }
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE,
          what
              + ": '"
              + text
              + "' is no "
              + type.name()
              + Nearest.to(text, names)
                  .map(near -> "; did you mean " + near + "?")
                  .orElse("; it is one of " + String.join(", ", names)),
          e);
    }
  }
}
