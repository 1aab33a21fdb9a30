package io.mqttremoting.internal.wire;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads and writes a {@link Status}; what it does not say is left out. Thread-safe. */
public final class StatusCodec {
  private final JsonValueCodec statuses = JsonCodec.own().value(Status.class);
  private final JsonValueCodec fields = JsonCodec.own().value(Map.class);

  /** The JSON of {@code status}. */
  public byte[] encode(Status status) {
    return fields.encode(said(status));
  }

  /** The same with a name by which its sender knows it when it comes back. */
  public byte[] encode(Status status, String fence) {
    Map<String, Object> said = said(status);
    said.put("fence", fence);
    return fields.encode(said);
  }

  /** Whether {@code payload} is such a message, which says that its sender is online. */
  public boolean isFence(byte[] payload) {
    return sessionOfFence(payload).isPresent();
  }

  /** Whether {@code payload} is such a message of this session. */
  public boolean isFence(byte[] payload, String session) {
    return sessionOfFence(payload).filter(session::equals).isPresent();
  }

  private Optional<Object> sessionOfFence(byte[] payload) {
    try {
      return fields.decode(payload) instanceof Map<?, ?> said
              && said.containsKey("fence")
              && Boolean.TRUE.equals(said.get("online"))
          ? Optional.ofNullable(said.get("session"))
          : Optional.empty();
    } catch (BadPayloadException e) {
      return Optional.empty(); // the answer, not a failure
    }
  }

  private static Map<String, Object> said(Status status) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("online", status.online());
    said.put("mappings", status.mappings());
    said.put("version", status.version());
    said.put("session", status.session());
    said.put("memory", status.memory());
    said.put("since", status.since());
    said.put("group", status.group());
    said.values().removeIf(value -> value == null);
    return said;
  }

  /** The status that {@code payload} holds; {@code null} if that is {@code null}. */
  public Status decode(byte[] payload) throws BadPayloadException {
    return (Status) statuses.decode(payload);
  }
}
