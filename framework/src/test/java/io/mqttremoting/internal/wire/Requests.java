package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;

/** Short forms of what the tests of mappings do over and over. */
final class Requests {
  private Requests() {}

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
}
