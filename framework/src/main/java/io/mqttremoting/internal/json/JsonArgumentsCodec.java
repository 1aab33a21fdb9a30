package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mqttremoting.internal.model.ParameterModel;
import io.mqttremoting.internal.model.Undeclared;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes arguments as a JSON array. Thread-safe. */
public final class JsonArgumentsCodec {
  private static final Object[] NONE = {};

  private final JsonPayloads payloads;
  private final List<ParameterModel> parameters;
  private final JsonValueCodec[] values;

  /** Whether one value is the array of all arguments. */
  private final boolean undeclared;

  private final JsonPayloads.Reading<Object[]> reading =
      this::read; // a field, so that it is allocated once

  JsonArgumentsCodec(
      JsonPayloads payloads,
      List<ParameterModel> parameters,
      Function<Type, JsonValueCodec> codecs) {
    this.payloads = payloads;
    this.parameters = parameters;
    this.undeclared = parameters.equals(Undeclared.ARGUMENTS);
    this.values =
        parameters.stream()
            .map(parameter -> codecs.apply(parameter.type()))
            .toArray(JsonValueCodec[]::new);
  }

  /**
   * Writes arguments; {@code null} means no arguments.
   *
   * @throws IllegalArgumentException if an argument cannot be sent, NaN for example
   */
  public byte[] encode(Object @Nullable [] arguments) {
    Object[] given = arguments == null ? NONE : arguments;
    return payloads.write(json -> write(json, given));
  }

  /** Reads the arguments in {@code payload}. */
  public Object[] decode(byte[] payload) throws BadPayloadException {
    return payloads.readAll(payload, reading);
  }

  private void write(JsonGenerator json, Object[] arguments) throws IOException {
    if (undeclared) {
      values[0].write(json, arguments[0]);
      return;
    }
    json.writeStartArray();
    for (int i = 0; i < values.length; i++) {
      try {
        values[i].write(json, arguments[i]);
      } catch (IOException | RuntimeException e) {
        throw new IllegalArgumentException(
            "argument '" + parameters.get(i).name() + "': " + JsonErrors.unwritable(e), e);
      }
    }
    json.writeEndArray();
  }

  /** Reads an array; {@code json} is at its first token. */
  Object[] read(JsonParser json) throws IOException, BadPayloadException {
    boolean isNull = json.currentToken() == JsonToken.VALUE_NULL; // peers send [] or null for none
    if (isNull && (undeclared || values.length == 0)) {
      return missing();
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new BadPayloadException(
          "the arguments must be a JSON array" + (undeclared ? "" : " of " + values.length));
    }
    if (undeclared) {
      return new Object[] {values[0].read(json)};
    }
    Object[] arguments = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      if (json.nextToken() == JsonToken.END_ARRAY) {
        throw wrongNumber(Integer.toString(i));
      }
      try {
        arguments[i] = values[i].read(json);
      } catch (BadPayloadException e) {
        throw new BadPayloadException(
            "argument '" + parameters.get(i).name() + "': " + e.getMessage(), e.getCause());
      }
    }
    if (json.nextToken() != JsonToken.END_ARRAY) {
      throw wrongNumber("more");
    }
    return arguments;
  }

  /**
   * The arguments of a request without arguments.
   *
   * @throws BadPayloadException if arguments are required
   */
  public Object[] missing() throws BadPayloadException {
    if (undeclared) {
      return new Object[] {JsonNodeFactory.instance.arrayNode()};
    }
    if (values.length == 0) {
      return NONE;
    }
    throw wrongNumber("0");
  }

  private BadPayloadException wrongNumber(String found) {
    return new BadPayloadException(
        "wrong number of arguments: " + values.length + " expected, " + found + " given");
  }
}
