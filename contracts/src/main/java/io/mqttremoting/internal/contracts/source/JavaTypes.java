package io.mqttremoting.internal.contracts.source;

import io.mqttremoting.api.ContractModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Java types for types of a contract. */
final class JavaTypes {
  private static final Map<String, String> PRIMITIVES =
      Map.of(
          "bool", "boolean",
          "int32", "int",
          "int64", "long",
          "float32", "float",
          "float64", "double",
          "bytes", "byte[]");

  private static final Map<String, String> OBJECTS =
      Map.of(
          "bool", "java.lang.Boolean",
          "int32", "java.lang.Integer",
          "int64", "java.lang.Long",
          "float32", "java.lang.Float",
          "float64", "java.lang.Double",
          "integer", "java.math.BigInteger",
          "number", "java.math.BigDecimal");

  /** The types of texts in a format; any other text is a {@code String}. */
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("char", "java.lang.Character"),
          Map.entry("date-time", "java.time.Instant"),
          Map.entry("zoned-date-time", "java.time.ZonedDateTime"),
          Map.entry("local-date-time", "java.time.LocalDateTime"),
          Map.entry("date", "java.time.LocalDate"),
          Map.entry("local-time", "java.time.LocalTime"),
          Map.entry("time", "java.time.OffsetTime"),
          Map.entry("duration", "java.time.Duration"),
          Map.entry("period", "java.time.Period"),
          Map.entry("year-month", "java.time.YearMonth"),
          Map.entry("month-day", "java.time.MonthDay"),
          Map.entry("time-zone", "java.time.ZoneId"),
          Map.entry("zone-offset", "java.time.ZoneOffset"),
          Map.entry("uuid", "java.util.UUID"),
          Map.entry("uri", "java.net.URI"),
          Map.entry("language-tag", "java.util.Locale"),
          Map.entry("currency", "java.util.Currency"));

  private final Map<String, String> classes;

  /** Types with names have the classes with these qualified names. */
  JavaTypes(Map<String, String> classes) {
    this.classes = classes;
  }

  /** The type, primitive where that is possible. */
  String of(ContractModel.Type type, SourceFile file) {
    boolean isPrimitive =
        type.kind() == ContractModel.Kind.PRIMITIVE
            && PRIMITIVES.containsKey(type.name())
            && !type.nullable();
    return isPrimitive ? PRIMITIVES.getOrDefault(type.name(), "") : boxed(type, file);
  }

  /** The type as an argument of another. */
  String boxed(ContractModel.Type type, SourceFile file) {
    String present =
        switch (type.kind()) {
          case PRIMITIVE -> primitive(type, file);
          case NAMED -> file.name(classes.getOrDefault(type.name(), "java.lang.Object"));
          case ARRAY -> file.name(List.class) + "<" + element(type, file) + ">";
          case MAP ->
              file.name(Map.class)
                  + "<"
                  + file.name(String.class)
                  + ", "
                  + element(type, file)
                  + ">";
          case ANY -> file.name(Object.class);
        };
    return type.nullable() ? file.name(Optional.class) + "<" + present + ">" : present;
  }

  private String element(ContractModel.Type type, SourceFile file) {
    return boxed(type.element().orElse(ContractModel.Type.ANY), file);
  }

  private static String primitive(ContractModel.Type type, SourceFile file) {
    if (type.name().equals("bytes")) {
      return "byte[]";
    }
    return file.name(
        type.name().equals("string")
            ? TEXTS.getOrDefault(type.format(), "java.lang.String")
            : OBJECTS.getOrDefault(type.name(), "java.lang.Object"));
  }
}
