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
 * What the constants of an enum are on the wire: each its ordinal, months from 1, or what its
 * {@code @JsonValue} gives, a whole number or a text.
 *
 * @param byConstant each a {@link Long} or a {@link String}
 * @param byValue the same, the other way round
 */
record EnumValues(Map<Object, Object> byConstant, Map<Object, Object> byValue) {

  /**
   * The values of the enum that is described.
   *
   * @throws UnusableTypeException if {@code @JsonValue} gives others than whole numbers and texts,
   *     or one of them twice, or {@code @JsonFormat} says otherwise
   */
  static EnumValues of(BeanDescription description) {
    Class<?> type = enumClass(description.getBeanClass());
    Optional<String> problem = problem(type, description.findExpectedFormat());
    if (problem.isPresent()) {
      throw new UnusableTypeException(problem.get());
    }
    AnnotatedMember jsonValue = description.findJsonValueAccessor();
    if (jsonValue != null) {
      jsonValue.fixAccess(true); // neither it nor the enum need be public
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
                + " gives "
                + value
                + " for both "
                + other
                + " and "
                + constant
                + "; give each constant a value of its own");
      }
    }
    return new EnumValues(
        Collections.unmodifiableMap(byConstant), Collections.unmodifiableMap(byValue));
  }

  @SuppressWarnings("EnumOrdinal") // the wire protocol's number of an enum is its ordinal
  private static long number(Enum<?> constant) {
    return constant instanceof Month month ? month.getValue() : constant.ordinal();
  }

  /** Constants with a body are of a class of their own. */
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
            + " gives "
            + (value == null ? "null" : article(value.getClass().getSimpleName()))
            + ", but an enum travels as a whole number or a text; return an int or a String");
  }

  private static String article(String name) {
    return (name.matches("[AEIOU].*") ? "an " : "a ") + name;
  }

  /** Why an enum cannot be written as this format says, if it cannot. */
  static Optional<String> problem(Class<?> type, JsonFormat.Value format) {
    return switch (format.getShape()) {
      case ANY, NATURAL, SCALAR, NUMBER, NUMBER_INT -> Optional.empty();
      default ->
          Optional.of(
              "@JsonFormat(shape = "
                  + format.getShape()
                  + ") of "
                  + enumClass(type).getSimpleName()
                  + " is not possible, for an enum travels as an integer; remove it, or give the"
                  + " enum a @JsonValue");
    };
  }
}
