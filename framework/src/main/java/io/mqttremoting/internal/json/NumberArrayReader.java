package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Reads arrays of primitive numbers, each number with {@link NumberReader}. */
final class NumberArrayReader extends StdScalarDeserializer<Object> {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_LENGTH = 16;

  private final NumberReader elements;

  NumberArrayReader(Class<?> type, NumberReader elements) {
    super(type);
    this.elements = elements;
  }

  @Override
  public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return context.handleUnexpectedToken(handledType(), json);
    }
    Object array = newArray(FIRST_LENGTH);
    int length = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (length == Array.getLength(array)) {
        array = resized(array, length, 2 * length);
      }
      try {
        Array.set(array, length, element(json, context));
      } catch (IOException e) {
        throw JsonMappingException.wrapWithPath(e, array, length);
      }
      length++;
    }
    return resized(array, length, length);
  }

  private @Nullable Object element(JsonParser json, DeserializationContext context)
      throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL
        ? elements.getNullValue(context)
        : elements.deserialize(json, context);
  }

  private Object resized(Object array, int used, int length) {
    Object resized = newArray(length);
    System.arraycopy(array, 0, resized, 0, used);
    return resized;
  }

  private Object newArray(int length) {
    return Array.newInstance(handledType().getComponentType(), length);
  }
}
