package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;

/** Helpers for tests of mappings. */
final class Requests {
  private Requests() {}

  /** A message with this payload, on an arbitrary topic and without properties. */
  static Message message(byte[] payload) {
    return new Message("some/topic", payload, 1, false);
  }

  static Message message(String payload) {
    return message(payload.getBytes(UTF_8));
  }

  /** A request that was read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(Mapping.Header header, Object[] arguments) {}

  static Request request(Mapping mapping, Message message, JsonArgumentsCodec codec)
      throws BadPayloadException {
    Mapping.Header header = mapping.readHeader(message);
    return new Request(header, mapping.readArguments(message, header, codec));
  }
}
