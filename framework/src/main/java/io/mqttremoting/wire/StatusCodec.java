package io.mqttremoting.wire;

import io.mqttremoting.json.BadPayloadException;
import io.mqttremoting.json.JsonCodec;
import io.mqttremoting.json.JsonValueCodec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes a {@link Status}; what it does not say is left out. Thread-safe. */
public final class StatusCodec {
  private final JsonValueCodec reading = JsonCodec.own().value(Status.class);
  private final JsonValueCodec writing = JsonCodec.own().value(Map.class);

  /** The JSON of {@code status}. */
  public byte[] encode(Status status) {
    return writing.encode(fields(status));
  }

  /** The same with a name by which its sender knows it when it comes back. */
  public byte[] encode(Status status, String fence) {
    Map<String, Object> fields = fields(status);
    fields.put("fence", fence);
    return writing.encode(fields);
  }

  private static Map<String, Object> fields(Status status) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("online", status.online());
    fields.put("mappings", status.mappings());
    fields.put("version", status.version());
    fields.put("session", status.session());
    fields.put("memory", status.memory());
    fields.values().removeIf(value -> value == null);
    return fields;
  }

  /** The status that {@code payload} holds; {@code null} if that is {@code null}. */
  public Status decode(byte[] payload) throws BadPayloadException {
    return (Status) reading.decode(payload);
  }
}
