package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads an enum only from its value on the wire. */
final class EnumReader extends StdScalarDeserializer<Object> implements ContextualDeserializer {
  private static final long serialVersionUID = 1L;

  private final transient EnumValues values;

  EnumReader(Class<?> type, EnumValues values) {
    super(type);
    this.values = values;
  }

  @Override
  public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
      throws JsonMappingException {
    Optional<String> problem =
        EnumValues.problem(handledType(), findFormatOverrides(context, property, handledType()));
    if (problem.isPresent()) {
      context.reportBadDefinition(handledType(), problem.get());
    }
    return this;
  }

  @Override
  public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
    Object constant = null;
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      constant = values.byValue().get(json.getText());
    } else if (json.currentToken().isNumeric()) {
      constant = numbered(json);
    }
    return constant != null ? constant : context.handleUnexpectedToken(handledType(), json);
  }

  private @Nullable Object numbered(JsonParser json) throws IOException {
    try {
      OptionalLong number = NumberReader.whole(json);
      return number.isPresent() ? values.byValue().get(number.getAsLong()) : null;
    } catch (InputCoercionException e) {
      return null; // exceeds a long
    }
  }

  /** Reads enums as map keys, which are always strings in JSON. */
  static KeyDeserializer keys(Class<?> type, EnumValues values) {
    Map<String, Object> byText = new HashMap<>();
    values.byValue().forEach((value, constant) -> byText.put(value.toString(), constant));
    return new KeyDeserializer() {
      @Override
      public Object deserializeKey(String key, DeserializationContext context) throws IOException {
        Object constant = byText.get(key);
        return constant != null ? constant : context.handleWeirdKey(type, key, "no such constant");
      }
    };
  }
}
