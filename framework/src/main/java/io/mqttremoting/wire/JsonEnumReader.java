package io.mqttremoting.wire;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;

/** Reads an enum from its ordinal, or from what its {@code @JsonValue} gives. */
final class JsonEnumReader extends StdScalarDeserializer<Object> {
  private final Map<Object, Object> constants = new HashMap<>();

  @SuppressWarnings("EnumOrdinal") // the wire protocol's number of an enum is its ordinal
  JsonEnumReader(Class<?> type, AnnotatedMember jsonValue) {
    super(type);
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
      constant = constants.get(json.getLongValue());
    } else if (json.currentToken() == JsonToken.VALUE_STRING) {
      constant = constants.get(json.getString());
    }
    return constant != null ? constant : context.handleUnexpectedToken(handledType(), json);
  }
}
