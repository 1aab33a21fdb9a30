package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes numbers as numbers and booleans as booleans, also if a module would change that. */
final class ScalarWriter extends StdScalarSerializer<Object> implements ContextualSerializer {
  private static final long serialVersionUID = 1L;

  private ScalarWriter(Class<?> type) {
    super(type, false);
  }

  /** The writer of this type; {@code null} if it is neither a number nor a boolean. */
  static @Nullable ScalarWriter of(Class<?> type) {
    boolean known =
        type == boolean.class
            || type == Boolean.class
            || (NumberReader.of(type) != null
                && (type.isPrimitive() || Number.class.isAssignableFrom(type)));
    return known ? new ScalarWriter(type) : null;
  }

  @Override
  public JsonSerializer<?> createContextual(SerializerProvider context, BeanProperty property)
      throws JsonMappingException {
    JsonFormat.Shape shape = findFormatOverrides(context, property, handledType()).getShape();
    boolean isBoolean = Set.<Class<?>>of(boolean.class, Boolean.class).contains(handledType());
    if (shape == JsonFormat.Shape.STRING || (isBoolean && shape.isNumeric())) {
      context.reportBadDefinition(
          handledType(),
          "@JsonFormat(shape = "
              + shape
              + ") is not supported for "
              + JsonErrors.article(handledType())
              + ", because the receiver would refuse it; remove it, or use another type");
    }
    return this;
  }

  @Override
  public void serialize(Object value, JsonGenerator json, SerializerProvider context)
      throws IOException {
    if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Float number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else {
      json.writeNumber(((Number) value).longValue()); // byte to long, and the atomic types
    }
  }
}
