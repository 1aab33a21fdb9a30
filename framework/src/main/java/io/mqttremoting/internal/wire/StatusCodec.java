package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes a {@link Status}; absent fields are omitted. Thread-safe. */
public final class StatusCodec {
  private final JsonValueCodec statuses = JsonCodec.own().value(Status.class);
  private final JsonValueCodec fields = JsonCodec.own().value(Map.class);

  /** The JSON of {@code status}. */
  public byte[] encode(Status status) {
    return fields.encode(fieldsOf(status));
  }

  /** The JSON of {@code status} with the ID of a fence, so that the sender recognises the echo. */
  public byte[] encode(Status status, String fence) {
    Map<String, Object> values = fieldsOf(status);
    values.put("fence", fence);
    return fields.encode(values);
  }

  /** Whether {@code payload} is a fence, a status message whose sender is online. */
  public boolean isFence(byte[] payload) {
    return sessionOfFence(payload).isPresent();
  }

  /** Whether {@code payload} is a fence of this session. */
  public boolean isFence(byte[] payload, String session) {
    return sessionOfFence(payload).filter(session::equals).isPresent();
  }

  private Optional<Object> sessionOfFence(byte[] payload) {
    try {
      return fields.decode(payload) instanceof Map<?, ?> values
              && values.containsKey("fence")
              && Boolean.TRUE.equals(values.get("online"))
          ? Optional.ofNullable(values.get("session"))
          : Optional.empty();
    } catch (BadPayloadException e) {
      return Optional.empty(); // not a fence
    }
  }

  private static Map<String, Object> fieldsOf(Status status) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("online", status.online());
    values.put("mappings", status.mappings());
    values.put("version", status.version());
    values.put("contract", status.contract());
    values.put("session", status.session());
    values.put("memory", status.memory());
    values.put("since", status.since());
    values.put("group", status.group());
    values.values().removeIf(value -> value == null);
    return values;
  }

  /** Reads a status; returns {@code null} if the payload is JSON {@code null}. */
  public @Nullable Status decode(byte[] payload) throws BadPayloadException {
    return (Status) statuses.decode(payload);
  }
}
