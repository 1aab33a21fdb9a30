package io.mqttremoting.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mqttremoting.model.ParameterModel;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as the wire protocol wants it: enums as numbers, no NaN or Infinity, {@code 5.0} taken for
 * an integer but {@code 1.5} and {@code "5"} not, unknown fields ignored, missing ones as Java
 * defaults.
 *
 * <p>One codec serves one connection: what Jackson remembers of the user's types goes with it.
 * Thread-safe.
 */
public final class JsonCodec {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_NUMBER_LENGTH = 1000;

  private final JsonMapper mapper;
  private final JsonFactory factory;
  private final JsonReadContext readContext;
  private final JsonWriteContext writeContext;

  /** A codec that reads payloads of up to {@code maxPayloadBytes}. */
  public JsonCodec(int maxPayloadBytes) {
    factory =
        new JsonFactoryBuilder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(maxPayloadBytes)
                    .build())
            .build();
    mapper =
        JsonMapper.builder(factory)
            .addModule(new JsonTypes())
            .enable(EnumFeature.WRITE_ENUMS_USING_INDEX)
            .enable(EnumFeature.WRITE_ENUM_KEYS_USING_INDEX)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // values are read one by one
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES) // missing fields
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .changeDefaultPropertyInclusion(
                inclusion -> inclusion.withValueInclusion(JsonInclude.Include.ALWAYS))
            .withCoercionConfig(
                LogicalType.OtherScalar, // a UUID, for example
                config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .withCoercionConfig(
                LogicalType.Textual,
                config ->
                    config
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
            .build();
    readContext = new JsonReadContext(mapper);
    writeContext = new JsonWriteContext(mapper);
  }

  /** The codec of a single value of {@code type}. */
  public JsonValueCodec value(Type type) {
    return new JsonValueCodec(this, mapper, type);
  }

  /** The codec of a JSON array with one value for each of {@code parameters}. */
  public JsonArgumentsCodec arguments(List<ParameterModel> parameters) {
    return new JsonArgumentsCodec(this, parameters);
  }

  /** A text as JSON. */
  static byte[] text(String text) {
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    byte[] json = new byte[quoted.length + 2];
    json[0] = '"';
    System.arraycopy(quoted, 0, json, 1, quoted.length);
    json[json.length - 1] = '"';
    return json;
  }

  /** Something that writes JSON. */
  interface Body {
    void writeTo(JsonGenerator json);
  }

  /** Something that reads JSON, which may be bad. */
  interface Reading<T> {
    T from(JsonParser json) throws BadPayloadException;
  }

  byte[] write(Body body) {
    BufferRecycler buffers = factory._getBufferRecycler();
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(buffers)) {
      try (JsonGenerator json =
          new JsonFiniteGenerator(factory.createGenerator(writeContext, bytes))) {
        body.writeTo(json);
      }
      return bytes.getClearAndRelease();
    } catch (JacksonException e) {
      throw new IllegalArgumentException(JsonErrors.unwritable(e), e);
    } finally {
      buffers.releaseToPool();
    }
  }

  /** Reads {@code payload}, as far as {@code reading} does. */
  <T> T read(byte[] payload, Reading<T> reading) throws BadPayloadException {
    return read(payload, reading, false);
  }

  private <T> T read(byte[] payload, Reading<T> reading, boolean whole) throws BadPayloadException {
    try (JsonParser json = new JsonStrictParser(parser(payload))) {
      try {
        if (json.nextToken() == null) {
          throw new BadPayloadException("the payload is empty");
        }
        T value = reading.from(json);
        if (whole && json.nextToken() != null) {
          throw new BadPayloadException("more follows after the JSON value");
        }
        return value;
      } catch (JacksonException e) {
        throw JsonErrors.unreadable(e, json);
      } catch (RuntimeException e) { // thrown past Jackson by what it calls
        throw new BadPayloadException("this value is not accepted", e);
      }
    }
  }

  private JsonParser parser(byte[] payload) throws BadPayloadException {
    if (isAscii(payload)) {
      return factory.createParser(readContext, payload);
    }
    CharBuffer text = decodeUtf8(payload);
    return factory.createParser(readContext, text.array(), 0, text.length());
  }

  /** Whether it is ASCII, which is UTF-8, without zeros, by which Jackson would see UTF-16. */
  private static boolean isAscii(byte[] payload) {
    for (byte b : payload) {
      if (b <= 0) {
        return false;
      }
    }
    return true;
  }

  /** Strictly, where Jackson would take overlong forms, too, and UTF-16. */
  private static CharBuffer decodeUtf8(byte[] payload) throws BadPayloadException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
    } catch (CharacterCodingException e) {
      throw new BadPayloadException("the payload is not UTF-8", e);
    }
  }

  /** Reads {@code payload} whole: nothing but white space follows. */
  <T> T readAll(byte[] payload, Reading<T> reading) throws BadPayloadException {
    return read(payload, reading, true);
  }

  /** The same, but reads what is not UTF-8 as if it were, for the rest may be good. */
  <T> T readAllLeniently(byte[] payload, Reading<T> reading) throws BadPayloadException {
    return isAscii(payload)
        ? readAll(payload, reading)
        : readAll(
            new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), reading);
  }
}
