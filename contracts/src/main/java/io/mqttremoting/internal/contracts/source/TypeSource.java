package io.mqttremoting.internal.contracts.source;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.mqttremoting.api.ContractModel.Constant;
import io.mqttremoting.api.ContractModel.Enumeration;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.ContractModel.Struct;
import io.mqttremoting.api.ContractModel.Union;
import io.mqttremoting.api.Description;
import io.mqttremoting.api.RemoteError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a record, an enum, a sealed interface or an exception. */
final class TypeSource {
  private final SourceFile file;
  private final JavaTypes types;
  private final String name;

  TypeSource(SourceFile file, JavaTypes types, String name) {
    this.file = file;
    this.types = types;
    this.name = name;
  }

  private String described(String description) {
    return description.isEmpty()
        ? ""
        : "@" + file.name(Description.class) + "(" + SourceFile.literal(description) + ")";
  }

  private void describe(String indent, String description) {
    file.javadoc(indent, description, List.of());
    if (!description.isEmpty()) {
      file.line(indent + described(description));
    }
  }

  /**
   * Writes a record.
   *
   * @param interfaces the qualified names of the sealed interfaces that it is a variant of
   */
  void write(Struct struct, List<String> interfaces) {
    Set<String> taken = new HashSet<>();
    List<String> components = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    for (Field field : struct.fields()) {
      String component = JavaNames.unique(JavaNames.component(field.name()), taken);
      taken.add(component);
      components.add(annotated(field, component) + types.of(field.type(), file) + " " + component);
      if (!field.description().isEmpty()) {
        tags.add("@param " + component + " " + field.description());
      }
    }
    file.javadoc("", struct.description(), tags);
    if (!struct.description().isEmpty()) {
      file.line(described(struct.description()));
    }
    String implemented =
        interfaces.isEmpty()
            ? ""
            : "implements " + String.join(", ", interfaces.stream().map(file::name).toList());
    file.declaration("", "public record " + name, components, implemented, " {}");
  }

  private String annotated(Field field, String component) {
    List<String> settings = new ArrayList<>();
    if (!component.equals(field.name())) {
      String literal = SourceFile.literal(field.name());
      settings.add(field.required() ? "value = " + literal : literal);
    }
    if (field.required()) {
      settings.add("required = true");
    }
    String property =
        settings.isEmpty()
            ? ""
            : "@" + file.name(JsonProperty.class) + "(" + String.join(", ", settings) + ") ";
    String text = described(field.description());
    return property + (text.isEmpty() ? "" : text + " ");
  }

  /** Writes an enum, with a value for each constant unless it is the ordinal. */
  void write(Enumeration type) {
    describe("", type.description());
    List<Constant> constants = type.constants();
    boolean isOrdinal = true;
    for (int i = 0; i < constants.size(); i++) {
      isOrdinal &= constants.get(i).value().equals((long) i);
    }
    boolean isLong =
        constants.stream()
            .anyMatch(each -> each.value() instanceof Long value && value != value.intValue());
    file.line("public enum " + name + " {");
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < constants.size(); i++) {
      Constant constant = constants.get(i);
      describe("  ", constant.description());
      String unique = JavaNames.unique(JavaNames.variable(constant.name()), taken);
      taken.add(unique);
      String value = isOrdinal ? "" : "(" + value(constant.value(), isLong) + ")";
      boolean isLast = i == constants.size() - 1;
      file.line("  " + unique + value + (!isLast ? "," : isOrdinal ? "" : ";"));
    }
    if (!isOrdinal) {
      writeValue(type.isText() ? file.name(String.class) : isLong ? "long" : "int");
    }
    file.line("}");
  }

  private static String value(Object value, boolean isLong) {
    return value instanceof String text ? SourceFile.literal(text) : value + (isLong ? "L" : "");
  }

  private void writeValue(String type) {
    file.line("");
    file.line("  private final " + type + " value;");
    file.line("");
    file.line("  " + name + "(" + type + " value) {");
    file.line("    this.value = value;");
    file.line("  }");
    file.line("");
    file.line("  /** What is sent. */");
    file.line("  @" + file.name(JsonValue.class));
    file.line("  public " + type + " value() {");
    file.line("    return value;");
    file.line("  }");
  }

  /** Writes a sealed interface. */
  void write(Union union) {
    describe("", union.description());
    String info = file.name(JsonTypeInfo.class);
    file.line(
        "@"
            + info
            + "(use = "
            + info
            + ".Id.NAME, property = "
            + SourceFile.literal(union.discriminator())
            + ")");
    String subtypes = file.name(JsonSubTypes.class);
    file.line("@" + subtypes + "({");
    List<String> variants = new ArrayList<>();
    for (int i = 0; i < union.variants().size(); i++) {
      Field variant = union.variants().get(i);
      String type = types.boxed(variant.type(), file);
      variants.add(type);
      file.line(
          "  @"
              + subtypes
              + ".Type(value = "
              + type
              + ".class, name = "
              + SourceFile.literal(variant.name())
              + ")"
              + (i == union.variants().size() - 1 ? "" : ","));
    }
    file.line("})");
    file.line(
        "public sealed interface " + name + " permits " + String.join(", ", variants) + " {}");
  }

  /** Writes the exception for an error. */
  void write(String error) {
    file.javadoc("", "The error '" + error + "'.", List.of());
    file.line("@" + file.name(RemoteError.class) + "(" + SourceFile.literal(error) + ")");
    file.line("public class " + name + " extends " + file.name(Exception.class) + " {");
    file.line("  private static final long serialVersionUID = 1L;");
    file.line("");
    file.line("  /** With a message, which callers get. */");
    file.line("  public " + name + "(" + file.name(String.class) + " message) {");
    file.line("    super(message);");
    file.line("  }");
    file.line("}");
  }
}
