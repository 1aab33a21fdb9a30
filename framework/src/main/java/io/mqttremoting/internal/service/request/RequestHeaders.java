package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads of the requests to one service whom they are for, how to answer them, and until when.
 * Thread-safe, and never waits.
 */
final class RequestHeaders {
  private final Topics topics;
  private final boolean ownReplyTopicsOnly;
  private final ReplyMemory memory;

  /** Of requests to the service that has this memory. */
  RequestHeaders(Topics topics, boolean ownReplyTopicsOnly, ReplyMemory memory) {
    this.topics = topics;
    this.ownReplyTopicsOnly = ownReplyTopicsOnly;
    this.memory = memory;
  }

  /** Reads how to answer a request, as far as this service answers. */
  Mapping.Header read(Mapping mapping, Message message) {
    Mapping.Header header = mapping.readHeader(message);
    return ownReplyTopicsOnly ? header.answeredOn(topics::isOwnReplyTopic) : header;
  }

  /** Whether a request is for this service: to it alone, or to any. */
  boolean isForThis(Mapping.Header header) {
    return header.memory().isEmpty() || header.memory().get().equals(memory.id());
  }

  /** Whether a request is for no service that has a memory. */
  static boolean isForNone(Mapping.Header header) {
    return header.memory().isPresent() && header.memory().get().equals(Mapping.NO_MEMORY);
  }

  /**
   * How long the caller still waits: as long as it says, or less if the request was held up on its
   * way, which shows by this service's own clock.
   */
  Optional<Duration> timeLeft(Mapping.Header header) {
    if (header.until() == 0 || header.memory().isEmpty()) {
      return header.timeout();
    }
    Duration left = Duration.ofMillis(Math.max(0, header.until() - memory.clock()));
    return header.timeout().filter(said -> said.compareTo(left) < 0).or(() -> Optional.of(left));
  }
}
