package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mqttremoting.internal.model.DescribedType;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes values that are like a type of a contract. Thread-safe. */
final class DescribedCodec extends JsonValueCodec {
  private final DescribedType type;
  private final DescribedValues values;

  /** {@code codecs} reads the primitive types. */
  DescribedCodec(
      JsonPayloads payloads,
      JsonMapper mapper,
      DescribedType type,
      Function<Type, JsonValueCodec> codecs) {
    super(payloads, mapper, JsonNode.class);
    this.type = type;
    this.values = new DescribedValues(type.contract(), codecs);
  }

  @Override
  void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value != null) {
      try {
        values.check((JsonNode) value, type.type(), "");
      } catch (BadPayloadException e) {
        throw new JsonGenerationException(e.getMessage(), e, json);
      }
    }
    super.write(json, value);
  }

  @Override
  @Nullable Object read(JsonParser json) throws BadPayloadException {
    Object value = super.read(json);
    if (value != null) {
      values.check((JsonNode) value, type.type(), "");
    }
    return value;
  }
}
