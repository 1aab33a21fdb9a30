package io.mqttremoting.wire;

import io.mqttremoting.json.BadPayloadException;
import io.mqttremoting.json.JsonCodec;
import io.mqttremoting.json.JsonValueCodec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes a {@link Status}; what it does not say is left out. Thread-safe. */
public final class StatusCodec {
  private final JsonValueCodec reading;
  private final JsonValueCodec writing;

  /** The codec, reading and writing with {@code json}. */
  public StatusCodec(JsonCodec json) {
    reading = json.value(Status.class);
    writing = json.value(Map.class);
  }

  /** The JSON of {@code status}. */
  public byte[] encode(Status status) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("online", status.online());
    fields.put("mappings", status.mappings());
    fields.put("version", status.version());
    fields.put("session", status.session());
    fields.put("memory", status.memory());
    fields.put("group", status.group());
    fields.values().removeIf(value -> value == null);
    return writing.encode(fields);
  }

  /** The status that {@code payload} holds; {@code null} if that is {@code null}. */
  public Status decode(byte[] payload) throws BadPayloadException {
    return (Status) reading.decode(payload);
  }
}
