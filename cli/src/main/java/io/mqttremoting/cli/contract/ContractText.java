package io.mqttremoting.cli.contract;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Constant;
import io.mqttremoting.api.ContractModel.Definition;
import io.mqttremoting.api.ContractModel.Enumeration;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.ContractModel.Operation;
import io.mqttremoting.api.ContractModel.Property;
import io.mqttremoting.api.ContractModel.Struct;
import io.mqttremoting.api.ContractModel.Union;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A contract as text for people. */
public final class ContractText {
  private ContractText() {}

  /** The contract of an interface, at this address. */
  public static List<String> of(String address, Contract contract) {
    ContractModel model = contract.model();
    List<String> lines = new ArrayList<>();
    lines.add(
        Style.BOLD.of(address)
            + model.version().map(version -> "  " + version).orElse("")
            + "  "
            + Style.DIM.of("contract " + contract.fingerprint()));
    description(model.description(), "  ", lines);
    add("properties", table(model.properties(), ContractText::row), lines);
    add("operations", table(model.operations(), ContractText::row), lines);
    add(
        "signals",
        table(
            model.signals(),
            signal ->
                List.of(signal.name() + parameters(signal.parameters()), signal.description())),
        lines);
    add(
        "types",
        table(model.types(), type -> List.of(definition(type), type.description())),
        lines);
    return lines;
  }

  /** One member alone; empty if the contract has none with this name. */
  public static List<String> member(ContractModel model, String name) {
    List<List<String>> rows = new ArrayList<>();
    model.properties().stream()
        .filter(each -> each.name().equals(name))
        .forEach(each -> rows.add(row(each)));
    model.operations().stream()
        .filter(each -> each.name().equals(name))
        .forEach(each -> rows.add(row(each)));
    model.signals().stream()
        .filter(each -> each.name().equals(name))
        .forEach(
            each ->
                rows.add(List.of(each.name() + parameters(each.parameters()), each.description())));
    return table(rows, row -> row);
  }

  private static void description(String text, String indent, List<String> lines) {
    if (!text.isEmpty()) {
      text.lines().forEach(line -> lines.add(indent + line));
    }
  }

  private static void add(String title, List<String> rows, List<String> lines) {
    if (!rows.isEmpty()) {
      lines.add("");
      lines.add(title);
      rows.forEach(row -> lines.add("  " + row));
    }
  }

  private static <T> List<String> table(
      List<T> elements, java.util.function.Function<T, List<String>> cells) {
    Table table = new Table();
    elements.forEach(element -> table.add(cells.apply(element).toArray(String[]::new)));
    return table.lines();
  }

  private static List<String> row(Property property) {
    List<String> notes = new ArrayList<>();
    if (property.readOnly()) {
      notes.add("read-only");
    }
    if (!property.errors().isEmpty()) {
      notes.add("refuses with " + String.join(", ", property.errors()));
    }
    return List.of(property.name() + ": " + property.type(), note(notes, property.description()));
  }

  private static List<String> row(Operation operation) {
    List<String> notes = new ArrayList<>();
    if (!operation.errors().isEmpty()) {
      notes.add("fails with " + String.join(", ", operation.errors()));
    }
    if (operation.oneWay()) {
      notes.add("one-way");
    }
    operation.timeout().ifPresent(time -> notes.add("timeout " + time.toMillis() + " ms"));
    String signature =
        operation.name()
            + parameters(operation.parameters())
            + operation.result().map(type -> ": " + type).orElse("");
    return List.of(signature, note(notes, operation.description()));
  }

  private static String note(List<String> notes, String description) {
    String text = String.join("; ", notes);
    return description.isEmpty() ? text : description + (text.isEmpty() ? "" : " (" + text + ")");
  }

  /** Parameters as {@code (name: type, …)}. */
  static String parameters(List<Field> parameters) {
    return parameters.stream()
        .map(parameter -> parameter.name() + ": " + parameter.type())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String definition(Definition definition) {
    if (definition instanceof Enumeration type) {
      return "enum "
          + type.name()
          + " { "
          + type.constants().stream().map(ContractText::constant).collect(Collectors.joining(", "))
          + " }";
    }
    if (definition instanceof Union type) {
      return "union "
          + type.name()
          + " by "
          + type.discriminator()
          + " { "
          + fields(type.variants())
          + " }";
    }
    Struct type = (Struct) definition;
    return "struct " + type.name() + " { " + fields(type.fields()) + " }";
  }

  private static String constant(Constant constant) {
    return constant.value().equals(constant.name())
        ? constant.name()
        : constant.name() + " = " + constant.value();
  }

  private static String fields(List<Field> fields) {
    return fields.stream()
        .map(field -> field.name() + (field.required() ? "!" : "") + ": " + field.type())
        .collect(Collectors.joining(", "));
  }
}
