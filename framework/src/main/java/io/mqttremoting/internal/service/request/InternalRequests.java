package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;

/**
 * Those internal requests that do not wait for the implementation (wire protocol, Internal
 * operations). Called by the MQTT library, and never waits.
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
   * Answers whatever the implementation does at the moment: it may be slow, but it is alive. The
   * answer is by what clock callers say until when they wait.
   */
  void ping(Message message, Mapping mapping) {
    Mapping.Header header = headers.read(mapping, message);
    if (!message.retained() && headers.isForThis(header)) {
      mapping
          .result(header, CLOCK, memory.clock())
          .ifPresent(reply -> sender.sendLater(reply, unsent -> {}));
    }
  }

  /** The caller of a call has given it up. */
  void cancel(Message message, Mapping mapping) {
    CallKey.of(mapping.readHeader(message))
        .flatMap(memory::running)
        .ifPresent(execution -> execution.cancel(queue::cancelLater));
  }
}
