package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.util.Optional;

/**
 * Handles the internal requests {@code _ping} and {@code _cancel}, which do not wait for the
 * implementation (wire protocol, Internal operations). Called by the MQTT library, and never waits.
 */
final class InternalRequests {
  private static final JsonValueCodec CLOCK = JsonCodec.own().value(Long.class);

  private final RequestHeaders headers;
  private final ReplyMemory memory;
  private final ReplySender sender;
  private final RequestQueue queue;

  InternalRequests(
      RequestHeaders headers, ReplyMemory memory, ReplySender sender, RequestQueue queue) {
    this.headers = headers;
    this.memory = memory;
    this.sender = sender;
    this.queue = queue;
  }

  /**
   * Replies at once, also while the implementation is busy, so that callers know that the service
   * is alive. The reply contains the service's clock, by which callers state their deadlines.
   */
  void ping(Message message, Mapping mapping) {
    Mapping.Header header = headers.read(mapping, message);
    if (!message.retained() && headers.isForThis(header)) {
      mapping
          .result(header, CLOCK, memory.clock())
          .ifPresent(reply -> sender.sendLater(reply, unsent -> {}));
    }
  }

  /** Cancels the call with the same key, if it is running or queued. */
  void cancel(Message message, Mapping mapping) {
    Optional.ofNullable(CallKey.of(mapping.readHeader(message)))
        .flatMap(memory::running)
        .ifPresent(execution -> execution.cancel(queue::cancelLater));
  }
}
