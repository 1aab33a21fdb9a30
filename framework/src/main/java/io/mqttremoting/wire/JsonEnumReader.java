package io.mqttremoting.wire;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;

/** Reads an enum from its ordinal, or from what its {@code @JsonValue} gives. */
final class JsonEnumReader extends StdScalarDeserializer<Object> {
  private final Map<Object, Object> constants = new HashMap<>();

  @SuppressWarnings("EnumOrdinal") // the wire protocol's number of an enum is its ordinal
  JsonEnumReader(Class<?> type, AnnotatedMember jsonValue) {
    super(type);
    if (jsonValue != null) {
      jsonValue.fixAccess(true); // neither it nor the enum need be public
    }
    for (Object constant : type.getEnumConstants()) {
      Object value =
          jsonValue == null ? ((Enum<?>) constant).ordinal() : jsonValue.getValue(constant);
      constants.put(
          value instanceof Number number ? number.longValue() : value.toString(), constant);
    }
  }

  @Override
  public Object deserialize(JsonParser json, DeserializationContext context) {
    Object constant = null;
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      constant = numbered(json);
    } else if (json.currentToken() == JsonToken.VALUE_STRING) {
      constant = constants.get(json.getString());
    }
    return constant != null ? constant : context.handleUnexpectedToken(handledType(), json);
  }

  private Object numbered(JsonParser json) {
    try {
      return constants.get(json.getLongValue());
    } catch (InputCoercionException e) {
      return null; // beyond a long
    }
  }

  /** Reads the same as keys of a map, where JSON has strings only. */
  KeyDeserializer keys() {
    Map<String, Object> byText = new HashMap<>();
    constants.forEach((value, constant) -> byText.put(value.toString(), constant));
    return new KeyDeserializer() {
      @Override
      public Object deserializeKey(String key, DeserializationContext context) {
        Object constant = byText.get(key);
        return constant != null
            ? constant
            : context.handleWeirdKey(handledType(), key, "no such constant");
      }
    };
  }
}
