package io.mqttremoting.internal.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Identifies what of a contract is on the wire: 16 hexadecimal digits. The names of types and
 * parameters, texts, timeouts and the order of declaration are not.
 */
public final class Fingerprint {
  private static final int BYTES = 8;

  /** How deep types may contain each other; far above what people write. */
  private static final int MAX_DEPTH = 100;

  private final ContractModel contract;

  /** The numbers of the types met so far: their names are not on the wire. */
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  private int depth;

  private Fingerprint(ContractModel contract) {
    this.contract = contract;
  }

  /**
   * The fingerprint of a contract, the same for the same contract everywhere.
   *
   * @throws IllegalArgumentException if a type is not defined, or types are too deep
   */
  public static String of(ContractModel contract) {
    try {
      byte[] text = new Fingerprint(contract).text().getBytes(UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JVM has it
    }
  }

  /** What is on the wire, as text. */
  private String text() {
    StringBuilder text = new StringBuilder();
    sorted(contract.properties(), ContractModel.Property::name)
        .forEach(
            property ->
                text.append(property.readOnly() ? "readonly " : "property ")
                    .append(quoted(property.name()))
                    .append(of(property.type()))
                    .append(errors(property.errors()))
                    .append('\n'));
    sorted(contract.operations(), ContractModel.Operation::name)
        .forEach(
            operation ->
                text.append("operation ")
                    .append(quoted(operation.name()))
                    .append(parameters(operation.parameters()))
                    .append(operation.result().map(this::of).orElse("nothing"))
                    .append(errors(operation.errors()))
                    .append('\n'));
    sorted(contract.signals(), ContractModel.Signal::name)
        .forEach(
            signal ->
                text.append("signal ")
                    .append(quoted(signal.name()))
                    .append(parameters(signal.parameters()))
                    .append('\n'));
    return text.toString();
  }

  private static <T> List<T> sorted(
      List<T> members, java.util.function.Function<T, String> nameOf) {
    return members.stream().sorted(Comparator.comparing(nameOf)).toList();
  }

  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String errors(List<String> errors) {
    return errors.stream().sorted().map(Fingerprint::quoted).toList().toString();
  }

  private String parameters(List<Field> parameters) {
    return parameters.stream()
        .map(parameter -> of(parameter.type()))
        .collect(Collectors.joining(",", "(", ")"));
  }

  private String of(ContractModel.Type type) {
    ContractModel.Type element = type.element().orElse(ContractModel.Type.ANY);
    return switch (type.kind()) {
      case PRIMITIVE -> type.name() + (type.format().isEmpty() ? "" : "/" + type.format());
      case NAMED -> named(type.name());
      case ARRAY -> "[" + of(element) + "]";
      case MAP -> "map[" + of(element) + "]";
      case ANY -> "any";
    };
  }

  private String named(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return "#" + known;
    }
    if (depth >= MAX_DEPTH) {
      throw new IllegalArgumentException(
          contract.id() + " has types that contain each other more than " + MAX_DEPTH + " deep");
    }
    numbers.put(name, numbers.size());
    depth++;
    String text = of(contract.definition(name));
    depth--;
    return text;
  }

  private String of(ContractModel.Definition definition) {
    if (definition instanceof ContractModel.Enumeration enumeration) {
      return enumeration.constants().stream()
          .map(constant -> constant(constant, enumeration.isText()))
          .sorted()
          .collect(Collectors.joining(",", "enum(", ")"));
    }
    if (definition instanceof ContractModel.Union union) {
      return "union/" + quoted(union.discriminator()) + fields(union.variants());
    }
    return fields(((ContractModel.Struct) definition).fields());
  }

  /** A number says nothing by itself, so its name counts, too. */
  private static String constant(ContractModel.Constant constant, boolean isText) {
    return isText
        ? quoted((String) constant.value())
        : constant.value() + "=" + quoted(constant.name());
  }

  private String fields(List<Field> fields) {
    return sorted(fields, Field::name).stream()
        .map(field -> quoted(field.name()) + of(field.type()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
