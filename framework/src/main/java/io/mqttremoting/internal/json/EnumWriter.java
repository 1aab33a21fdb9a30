package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.Optional;

/** Writes an enum as its value on the wire; optionally as a map key. */
final class EnumWriter extends StdScalarSerializer<Object> implements ContextualSerializer {
  private static final long serialVersionUID = 1L;

  private final transient EnumValues values;
  private final boolean asKey;

  EnumWriter(Class<?> type, EnumValues values, boolean asKey) {
    super(type, false);
    this.values = values;
    this.asKey = asKey;
  }

  @Override
  public JsonSerializer<?> createContextual(SerializerProvider context, BeanProperty property)
      throws JsonMappingException {
    if (asKey) {
      return this; // a format applies only to values
    }
    Optional<String> problem =
        EnumValues.problem(handledType(), findFormatOverrides(context, property, handledType()));
    if (problem.isPresent()) {
      context.reportBadDefinition(handledType(), problem.get());
    }
    return this;
  }

  @Override
  public void serialize(Object constant, JsonGenerator json, SerializerProvider context)
      throws IOException {
    Object value = values.byConstant().get(constant);
    if (asKey) {
      json.writeFieldName(String.valueOf(value));
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else {
      json.writeString((String) value);
    }
  }
}
