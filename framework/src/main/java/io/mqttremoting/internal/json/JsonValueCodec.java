package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Reads and writes values of one type. Thread-safe. */
public class JsonValueCodec {
  private final JsonPayloads payloads;
  private final JavaType type;
  private final ObjectReader reader;
  private final ObjectWriter writer;

  @SuppressWarnings("NullAway") // does not know that a type parameter may stand for null, too
  private final JsonPayloads.Reading<@Nullable Object> reading =
      this::read; // a field, so that it is allocated once

  JsonValueCodec(JsonPayloads payloads, JsonMapper mapper, Type type) {
    this.payloads = payloads;
    this.type = mapper.constructType(type);
    this.reader = mapper.readerFor(this.type);
    this.writer = mapper.writerFor(this.type);
  }

  /**
   * Writes a value.
   *
   * @throws IllegalArgumentException if it cannot be sent, NaN for example
   */
  public byte[] encode(@Nullable Object value) {
    return payloads.write(json -> write(json, value));
  }

  /** Reads the value in {@code payload}. */
  public @Nullable Object decode(byte[] payload) throws BadPayloadException {
    return payloads.readAll(payload, reading);
  }

  void write(JsonGenerator json, @Nullable Object value) throws IOException {
    writer.writeValue(json, value);
  }

  /** Reads a value; {@code json} is at its first token. */
  @Nullable Object read(JsonParser json) throws BadPayloadException {
    if (type.isPrimitive() && json.currentToken() == JsonToken.VALUE_NULL) {
      throw new BadPayloadException("null is not " + JsonErrors.article(type.getRawClass()));
    }
    try {
      return reader.readValue(json);
    } catch (IOException | RuntimeException e) {
      throw JsonErrors.unreadableValue(e, json);
    }
  }
}
