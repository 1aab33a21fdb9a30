package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the fields of a JSON object in order. Callers must read or {@link #skip()} each
 * value. Not thread-safe.
 */
public final class JsonFields {
  private final JsonParser json;

  private JsonFields(JsonParser json) {
    this.json = json;
  }

  /** Reads fields, which may be invalid. */
  public interface Reading<T> {
    /** Reads the fields and returns the result. */
    T from(JsonFields fields) throws IOException, BadPayloadException;
  }

  /** The fields of an object; {@code json} is at its first token. */
  static JsonFields of(JsonParser json) throws BadPayloadException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new BadPayloadException("the payload must be a JSON object");
    }
    return new JsonFields(json);
  }

  /** Moves to the value of the next field and returns its name; {@code null} at the end. */
  public @Nullable String next() throws IOException {
    if (json.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = json.currentName();
    json.nextToken();
    return name;
  }

  /** Whether the value is {@code null}. */
  public boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  /** The value if it is a text. */
  public Optional<String> text() throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING
        ? Optional.of(json.getText())
        : Optional.empty();
  }

  /** The value if it is a whole number; the nearest {@code long} if it exceeds one. */
  public OptionalLong wholeNumber() throws IOException {
    if (!json.currentToken().isNumeric()) {
      return OptionalLong.empty();
    }
    try {
      double nearest = json.getDoubleValue();
      return Math.abs(nearest) >= Long.MAX_VALUE
          ? OptionalLong.of((long) nearest)
          : NumberReader.whole(json);
    } catch (InputCoercionException e) {
      return OptionalLong.empty(); // exceeds a double, too
    }
  }

  /** Whether the value is an object; then {@link #next()} iterates over its fields. */
  public boolean isObject() {
    return json.currentToken() == JsonToken.START_OBJECT;
  }

  /** Reads the value with {@code codec}. */
  public @Nullable Object value(JsonValueCodec codec) throws BadPayloadException {
    return codec.read(json);
  }

  /** Reads the value as arguments. */
  public Object[] arguments(JsonArgumentsCodec codec) throws IOException, BadPayloadException {
    return codec.read(json);
  }

  /** Skips the value. */
  public void skip() throws IOException {
    json.skipChildren();
  }
}
