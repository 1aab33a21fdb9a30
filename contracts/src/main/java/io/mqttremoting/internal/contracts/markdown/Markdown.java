package io.mqttremoting.internal.contracts.markdown;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Constant;
import io.mqttremoting.api.ContractModel.Definition;
import io.mqttremoting.api.ContractModel.Enumeration;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.ContractModel.Struct;
import io.mqttremoting.api.ContractModel.Union;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a module as a page for people. */
public final class Markdown {
  private final StringBuilder page = new StringBuilder();

  private Markdown() {}

  /**
   * The page.
   *
   * @param title the name of the module and its version
   * @param types the types; the contracts refer to them by name
   */
  public static String page(
      String title,
      String description,
      Collection<Contract> contracts,
      Collection<Definition> types) {
    Markdown markdown = new Markdown();
    markdown.paragraph("# " + text(title));
    markdown.paragraph(text(description));
    for (Contract contract : contracts) {
      markdown.add(contract.model());
    }
    if (!types.isEmpty()) {
      markdown.paragraph("## Types");
    }
    types.forEach(markdown::add);
    return markdown.page.toString().stripTrailing() + "\n";
  }

  private void paragraph(String text) {
    if (!text.isBlank()) {
      page.append(text).append("\n\n");
    }
  }

  private void table(String heads, List<List<String>> rows) {
    List<String> names = List.of(heads.split(", ", -1));
    boolean[] used = new boolean[names.size()];
    for (int i = 0; i < used.length; i++) {
      int column = i;
      used[i] = i < 2 || rows.stream().anyMatch(row -> !row.get(column).isEmpty());
    }
    row(names, used);
    row(names.stream().map(name -> "---").toList(), used);
    rows.forEach(row -> row(row, used));
    page.append('\n');
  }

  private void row(List<String> cells, boolean[] used) {
    page.append('|');
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        page.append(' ').append(cells.get(i)).append(cells.get(i).isEmpty() ? "|" : " |");
      }
    }
    page.append('\n');
  }

  private void add(ContractModel model) {
    String version = model.version().map(v -> " " + v).orElse("");
    paragraph("## " + text(model.name() + version));
    paragraph(text(model.description()));
    paragraph("Topics begin with " + code(model.id() + "/") + ".");
    if (!model.properties().isEmpty()) {
      paragraph("### Properties of " + text(model.name()));
      table(
          "name, type, can be changed, errors, description",
          model.properties().stream().map(Markdown::cells).toList());
    }
    if (!model.operations().isEmpty()) {
      paragraph("### Operations of " + text(model.name()));
      table(
          "operation, result, errors, timeout, description",
          model.operations().stream().map(Markdown::cells).toList());
    }
    if (!model.signals().isEmpty()) {
      paragraph("### Signals of " + text(model.name()));
      table(
          "signal, description",
          model.signals().stream()
              .map(
                  signal ->
                      List.of(
                          signature(signal.name(), signal.parameters()),
                          described(signal.description(), signal.parameters())))
              .toList());
    }
  }

  private static List<String> cells(ContractModel.Property property) {
    return List.of(
        code(property.name()),
        type(property.type()),
        property.readOnly() ? "no" : property.confirmed() ? "yes, confirmed" : "yes",
        text(String.join(", ", property.errors())),
        cell(property.description()));
  }

  private static List<String> cells(ContractModel.Operation operation) {
    return List.of(
        signature(operation.name(), operation.parameters()),
        operation.oneWay()
            ? "none, one-way"
            : operation.result().map(Markdown::type).orElse("none"),
        text(String.join(", ", operation.errors())),
        operation.timeout().map(timeout -> timeout.toMillis() + " ms").orElse(""),
        described(operation.description(), operation.parameters()));
  }

  private static String signature(String name, List<Field> parameters) {
    return code(name)
        + parameters.stream()
            .map(parameter -> text(parameter.name()) + ": " + type(parameter.type()))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String described(String description, List<Field> parameters) {
    List<String> parts = new ArrayList<>(List.of(cell(description)));
    for (Field parameter : parameters) {
      if (!parameter.description().isEmpty()) {
        parts.add(code(parameter.name()) + ": " + cell(parameter.description()));
      }
    }
    return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("<br>"));
  }

  private void add(Definition type) {
    paragraph("### " + text(type.name()));
    paragraph(text(type.description()));
    if (type instanceof Struct struct) {
      paragraph("A struct, sent as a JSON object.");
      table(
          "field, type, required, description", struct.fields().stream().map(this::cells).toList());
    } else if (type instanceof Enumeration enumeration) {
      paragraph("An enum, sent as its value.");
      table(
          "constant, value, description",
          enumeration.constants().stream().map(Markdown::cells).toList());
    } else if (type instanceof Union union) {
      paragraph(
          "One of several structs, told apart by the field " + code(union.discriminator()) + ".");
      table(
          code(union.discriminator()) + ", struct, description",
          union.variants().stream()
              .map(v -> List.of(code(v.name()), type(v.type()), cell(v.description())))
              .toList());
    }
  }

  private List<String> cells(Field field) {
    return List.of(
        code(field.name()),
        type(field.type()),
        field.required() ? "yes" : "",
        cell(field.description()));
  }

  private static List<String> cells(Constant constant) {
    return List.of(
        code(constant.name()),
        code(String.valueOf(constant.value())),
        cell(constant.description()));
  }

  /** A type in words, linked to its description on the page. */
  private static String type(ContractModel.Type type) {
    Optional<ContractModel.Type> element = type.element();
    String present =
        switch (type.kind()) {
          case NAMED ->
              "[" + text(type.name()) + "](#" + type.name().toLowerCase(Locale.ROOT) + ")";
          case ARRAY -> "array of " + type(element.orElse(ContractModel.Type.ANY));
          case MAP -> "map of " + type(element.orElse(ContractModel.Type.ANY));
          case PRIMITIVE ->
              type.format().isEmpty()
                  ? type.name()
                  : type.name() + " (" + text(type.format()) + ")";
          case ANY -> "any";
        };
    return type.nullable() ? present + " or null" : present;
  }

  private static String code(String text) {
    return "`" + text.replace("`", "'").replace("|", "\\|").replaceAll("\\s+", " ") + "`";
  }

  private static String cell(String text) {
    return text(text).replaceAll("\\R", "<br>");
  }

  /** A text that is no markup. */
  private static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("([\\\\`*_\\[\\]|#])", "\\\\$1");
  }
}
