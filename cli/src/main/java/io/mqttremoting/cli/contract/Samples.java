package io.mqttremoting.cli.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Definition;
import io.mqttremoting.api.ContractModel.Enumeration;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.ContractModel.Struct;
import io.mqttremoting.api.ContractModel.Union;
import io.mqttremoting.cli.terminal.Json;
import java.util.List;
import java.util.Map;

/** Makes a plain value of a type: 0, an empty text, the first constant, a struct of such values. */
public final class Samples {
  /** Texts in formats; a text of any other format is empty. */
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("char", " "),
          Map.entry("date", "1970-01-01"),
          Map.entry("date-time", "1970-01-01T00:00:00Z"),
          Map.entry("zoned-date-time", "1970-01-01T00:00:00Z"),
          Map.entry("local-date-time", "1970-01-01T00:00:00"),
          Map.entry("time", "00:00:00Z"),
          Map.entry("local-time", "00:00:00"),
          Map.entry("duration", "PT0S"),
          Map.entry("period", "P0D"),
          Map.entry("year-month", "1970-01"),
          Map.entry("month-day", "--01-01"),
          Map.entry("time-zone", "UTC"),
          Map.entry("zone-offset", "Z"),
          Map.entry("uuid", "00000000-0000-0000-0000-000000000000"),
          Map.entry("uri", "about:blank"),
          Map.entry("language-tag", "en"),
          Map.entry("currency", "EUR"));

  private static final int DEEPEST = 20;

  private Samples() {}

  /** A value of this type. */
  public static JsonNode of(ContractModel.Type type, ContractModel contract) {
    return of(type, contract, 0);
  }

  private static JsonNode of(ContractModel.Type type, ContractModel contract, int depth) {
    if (type.nullable() || depth > DEEPEST) {
      return NullNode.getInstance();
    }
    return switch (type.kind()) {
      case PRIMITIVE -> primitive(type);
      case NAMED -> named(contract.definition(type.name()), contract, depth);
      case ARRAY -> Json.array();
      case MAP, ANY -> Json.object();
    };
  }

  private static JsonNode primitive(ContractModel.Type type) {
    return switch (type.name()) {
      case "bool" -> BooleanNode.FALSE;
      case "float32", "float64" -> DoubleNode.valueOf(0);
      case "string" -> TextNode.valueOf(TEXTS.getOrDefault(type.format(), ""));
      case "bytes" -> TextNode.valueOf("");
      default -> IntNode.valueOf(0);
    };
  }

  private static JsonNode named(Definition definition, ContractModel contract, int depth) {
    if (definition instanceof Enumeration type) {
      return Json.of(type.constants().get(0).value());
    }
    if (definition instanceof Union type) {
      Field variant = type.variants().get(0);
      ObjectNode object = Json.object().put(type.discriminator(), variant.name());
      object.setAll((ObjectNode) of(variant.type(), contract, depth + 1));
      return object;
    }
    return struct(((Struct) definition).fields(), contract, depth);
  }

  private static ObjectNode struct(List<Field> fields, ContractModel contract, int depth) {
    ObjectNode object = Json.object();
    fields.forEach(field -> object.set(field.name(), of(field.type(), contract, depth + 1)));
    return object;
  }
}
