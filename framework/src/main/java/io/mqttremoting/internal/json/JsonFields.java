package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Goes through the fields of a JSON object, in their order. What is not looked at of one is skipped
 * by {@link #skip()}. Not thread-safe.
 */
public final class JsonFields {
  private final JsonParser json;

  private JsonFields(JsonParser json) {
    this.json = json;
  }

  /** Something that reads fields, which may be bad. */
  public interface Reading<T> {
    /** What the fields say. */
    T from(JsonFields fields) throws IOException, BadPayloadException;
  }

  /** The fields of the object at whose first token {@code json} stands. */
  static JsonFields of(JsonParser json) throws BadPayloadException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new BadPayloadException("the payload has to be a JSON object, this is none");
    }
    return new JsonFields(json);
  }

  /** The name of the next field, at whose value this stands then; {@code null} if none is left. */
  public String next() throws IOException {
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

  /** The text that the value is, if it is one. */
  public Optional<String> text() throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING
        ? Optional.of(json.getText())
        : Optional.empty();
  }

  /**
   * The whole number that the value is, if it is one; the nearest if it is beyond a {@code long}.
   */
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
      return OptionalLong.empty(); // beyond a double, too
    }
  }

  /** Whether the value is an object; {@link #next()} goes through its fields then, to its end. */
  public boolean isObject() {
    return json.currentToken() == JsonToken.START_OBJECT;
  }

  /** Reads the value as one of a type. */
  public Object value(JsonValueCodec codec) throws BadPayloadException {
    return codec.read(json);
  }

  /** Reads the value as arguments. */
  public Object[] arguments(JsonArgumentsCodec codec) throws IOException, BadPayloadException {
    return codec.read(json);
  }

  /** Leaves the value out. */
  public void skip() throws IOException {
    json.skipChildren();
  }
}
