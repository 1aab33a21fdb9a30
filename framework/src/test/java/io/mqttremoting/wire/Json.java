package io.mqttremoting.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.model.ParameterModel;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/** Short forms of what the tests of this package do over and over. */
final class Json {
  static final int MAX_PAYLOAD_BYTES = 1 << 20;
  static final JsonCodec CODEC = new JsonCodec(MAX_PAYLOAD_BYTES);

  private Json() {}

  /** The type {@code T} with its arguments: {@code new Of<List<String>>() {}.type}. */
  abstract static class Of<T> {
    final Type type =
        ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments()[0];
  }

  /** A message with this payload, on some topic and without properties. */
  static Message message(byte[] payload) {
    return new Message("some/topic", payload, 1, false);
  }

  static Message message(String payload) {
    return message(payload.getBytes(UTF_8));
  }

  /** A request, read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(Mapping.Header header, Object[] arguments) {}

  static Request request(Mapping mapping, Message message, JsonArgumentsCodec codec)
      throws BadPayloadException {
    Mapping.Header header = mapping.readHeader(message);
    return new Request(header, mapping.readArguments(message, header, codec));
  }

  static String encode(Type type, Object value) {
    return new String(CODEC.value(type).encode(value), UTF_8);
  }

  static Object decode(Type type, String json) throws BadPayloadException {
    return CODEC.value(type).decode(json.getBytes(UTF_8));
  }

  /** Why {@code json} is no {@code type}. */
  static String refusal(Type type, String json) {
    return refusal(type, json.getBytes(UTF_8));
  }

  static String refusal(Type type, byte[] json) {
    JsonValueCodec codec = CODEC.value(type);
    return assertThrows(BadPayloadException.class, () -> codec.decode(json)).getMessage();
  }

  /** Why {@code value} cannot travel. */
  static String unencodable(Type type, Object value) {
    JsonValueCodec codec = CODEC.value(type);
    return assertThrows(IllegalArgumentException.class, () -> codec.encode(value)).getMessage();
  }

  /** The codec of arguments of these types, named a, b, …. */
  static JsonArgumentsCodec arguments(Type... types) {
    List<ParameterModel> parameters = new ArrayList<>();
    for (Type type : types) {
      parameters.add(new ParameterModel(Character.toString('a' + parameters.size()), type));
    }
    return CODEC.arguments(parameters);
  }
}
