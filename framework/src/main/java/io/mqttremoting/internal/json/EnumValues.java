package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import java.time.Month;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of an enum's constants on the wire: the ordinal (for months from 1), or the whole
 * number or text of its {@code @JsonValue}.
 *
 * @param byConstant the values by constant; each is a {@link Long} or a {@link String}
 * @param byValue the constants by value
 */
record EnumValues(Map<Object, Object> byConstant, Map<Object, Object> byValue) {

  /**
   * The values of an enum.
   *
   * @throws UnusableTypeException if {@code @JsonValue} returns something other than whole numbers
   *     and texts, or a duplicate, or if {@code @JsonFormat} sets an unsupported shape
   */
  static EnumValues of(BeanDescription description) {
    Class<?> type = enumClass(description.getBeanClass());
    Optional<String> problem = problem(type, description.findExpectedFormat());
    if (problem.isPresent()) {
      throw new UnusableTypeException(problem.get());
    }
    AnnotatedMember jsonValue = description.findJsonValueAccessor();
    if (jsonValue != null) {
      jsonValue.fixAccess(true); // it and the enum need not be public
    }
    Map<Object, Object> byConstant = new LinkedHashMap<>();
    Map<Object, Object> byValue = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      Object value =
          jsonValue == null
              ? (Object) number((Enum<?>) constant)
              : checked(type, jsonValue.getValue(constant));
      byConstant.put(constant, value);
      Object other = byValue.put(value, constant);
      if (other != null) {
        throw new UnusableTypeException(
            "@JsonValue of "
                + type.getSimpleName()
                + " returns "
                + value
                + " for both "
                + other
                + " and "
                + constant
                + "; return a different value for each constant");
      }
    }
    return new EnumValues(
        Collections.unmodifiableMap(byConstant), Collections.unmodifiableMap(byValue));
  }

  @SuppressWarnings("EnumOrdinal") // the wire protocol's number of an enum is its ordinal
  private static long number(Enum<?> constant) {
    return constant instanceof Month month ? month.getValue() : constant.ordinal();
  }

  /** Constants with a body have their own class. */
  private static Class<?> enumClass(Class<?> type) {
    return type.isEnum() ? type : type.getSuperclass();
  }

  private static Object checked(Class<?> type, Object value) {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof String) {
      return value;
    }
    throw new UnusableTypeException(
        "@JsonValue of "
            + type.getSimpleName()
            + " returns "
            + (value == null ? "null" : article(value.getClass().getSimpleName()))
            + ", but an enum is sent as a whole number or a text; return an int or a String");
  }

  private static String article(String name) {
    return (name.matches("[AEIOU].*") ? "an " : "a ") + name;
  }

  /** Why an enum cannot be written in this format; empty if it can. */
  static Optional<String> problem(Class<?> type, JsonFormat.Value format) {
    return switch (format.getShape()) {
      case ANY, NATURAL, SCALAR, NUMBER, NUMBER_INT -> Optional.empty();
      default ->
          Optional.of(
              "@JsonFormat(shape = "
                  + format.getShape()
                  + ") of "
                  + enumClass(type).getSimpleName()
                  + " is not supported, because an enum is sent as an integer; remove it, or give"
                  + " the enum a @JsonValue");
    };
  }
}
