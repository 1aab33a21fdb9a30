package io.mqttremoting.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.PackageVersion;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mqttremoting.internal.model.ParameterModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/** Helpers for tests of JSON. */
public final class Json {
  public static final int MAX_PAYLOAD_BYTES = 1 << 20;
  public static final JsonCodec CODEC = new JsonCodec(MAX_PAYLOAD_BYTES, JsonAdditions.NONE);

  private Json() {}

  /** The type {@code T} with its arguments: {@code new Of<List<String>>() {}.type}. */
  public abstract static class Of<T> {
    public final Type type =
        ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments()[0];
  }

  public static String encode(Type type, Object value) {
    return new String(CODEC.value(type).encode(value), UTF_8);
  }

  public static Object decode(Type type, String json) throws BadPayloadException {
    return CODEC.value(type).decode(json.getBytes(UTF_8));
  }

  /** Decodes invalid JSON, and returns why {@code json} is not a {@code type}. */
  public static String refusal(Type type, String json) {
    return refusal(type, json.getBytes(UTF_8));
  }

  public static String refusal(Type type, byte[] json) {
    JsonValueCodec codec = CODEC.value(type);
    return assertThrows(BadPayloadException.class, () -> codec.decode(json)).getMessage();
  }

  /** Encodes an invalid value, and returns why it cannot be sent. */
  public static String unencodable(Type type, Object value) {
    JsonValueCodec codec = CODEC.value(type);
    return assertThrows(IllegalArgumentException.class, () -> codec.encode(value)).getMessage();
  }

  /** The codec for arguments of these types, which are named a, b, and so on. */
  public static JsonArgumentsCodec arguments(Type... types) {
    List<ParameterModel> parameters = new ArrayList<>();
    for (Type type : types) {
      parameters.add(new ParameterModel(Character.toString('a' + parameters.size()), type));
    }
    return CODEC.arguments(parameters);
  }

  /** A JSON text as a tree. */
  public static JsonNode tree(byte[] json) {
    try {
      return new JsonMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses a string in the same way. */
  public static JsonNode tree(String json) {
    return tree(json.getBytes(UTF_8));
  }

  /**
   * A reason that gives the position of malformed JSON. The column differs between versions of
   * Jackson, so it is only compared with the default version.
   */
  public static String column(String reason) {
    return PackageVersion.VERSION.getMinorVersion() >= 21
        ? reason
        : reason.replaceFirst("column \\d+", "column ?");
  }
}
