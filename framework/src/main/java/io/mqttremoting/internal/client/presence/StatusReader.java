package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes the statuses of services and connections; a bad one counts as offline. Thread-safe. */
final class StatusReader {
  private static final Logger LOG = LoggerFactory.getLogger(StatusReader.class);
  static final Status OFFLINE = Status.online(false);

  private final StatusCodec codec = new StatusCodec();
  private final LogLimit log;

  /** A reader that logs bad statuses to {@code log}. */
  StatusReader(LogLimit log) {
    this.log = log;
  }

  /** The status in a message; empty if it cannot be decoded. */
  Optional<Status> read(Message message) {
    try {
      return Optional.of(Objects.requireNonNullElse(codec.decode(message.payload()), OFFLINE));
    } catch (BadPayloadException e) {
      log.malformed(LOG, "{}: a bad status counts as offline: {}", message.topic(), e.getMessage());
      LOG.debug("{}: why the status counts as offline", message.topic(), e);
      return Optional.empty();
    }
  }

  /** Whether this is a fence, which a connection sends to itself. */
  boolean isFence(Message message) {
    return !message.retained() && codec.isFence(message.payload());
  }
}
