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

/** Short forms of what the tests of this package do over and over. */
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

  /** Why {@code json} is no {@code type}. */
  public static String refusal(Type type, String json) {
    return refusal(type, json.getBytes(UTF_8));
  }

  public static String refusal(Type type, byte[] json) {
    JsonValueCodec codec = CODEC.value(type);
    return assertThrows(BadPayloadException.class, () -> codec.decode(json)).getMessage();
  }

  /** Why {@code value} cannot travel. */
  public static String unencodable(Type type, Object value) {
    JsonValueCodec codec = CODEC.value(type);
    return assertThrows(IllegalArgumentException.class, () -> codec.encode(value)).getMessage();
  }

  /** The codec of arguments of these types, named a, b, …. */
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

  /** The same, of a string. */
  public static JsonNode tree(String json) {
    return tree(json.getBytes(UTF_8));
  }

  /**
   * A reason that tells where JSON is malformed; in which column that is, differs between versions
   * of Jackson, and is as it is expected in the default one alone.
   */
  public static String column(String reason) {
    return PackageVersion.VERSION.getMinorVersion() >= 21
        ? reason
        : reason.replaceFirst("column \\d+", "column ?");
  }
}
