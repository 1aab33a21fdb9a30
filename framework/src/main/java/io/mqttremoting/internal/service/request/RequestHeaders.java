package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the headers of the requests to one service: which service a request is for, where the reply
 * goes, and how long the caller waits. Thread-safe, and never waits.
 */
final class RequestHeaders {
  private final Topics topics;
  private final boolean ownReplyTopicsOnly;
  private final ReplyMemory memory;

  /**
   * Reads headers for the service that has {@code memory}.
   *
   * @param ownReplyTopicsOnly whether requests with other response topics are not executed
   */
  RequestHeaders(Topics topics, boolean ownReplyTopicsOnly, ReplyMemory memory) {
    this.topics = topics;
    this.ownReplyTopicsOnly = ownReplyTopicsOnly;
    this.memory = memory;
  }

  /**
   * Reads the header of a request. If the response topic is not allowed, the header has a problem
   * instead.
   */
  Mapping.Header read(Mapping mapping, Message message) {
    Mapping.Header header = mapping.readHeader(message);
    return ownReplyTopicsOnly ? header.answeredOn(topics::isOwnReplyTopic) : header;
  }

  /** Whether a request is for this service: for it only, or for any service. */
  boolean isForThis(Mapping.Header header) {
    return header.memoryId().isEmpty() || header.memoryId().get().equals(memory.id());
  }

  /**
   * Whether a request has the memory ID {@link Mapping#NO_MEMORY}, so that no service of this
   * library executes it.
   */
  static boolean isForNone(Mapping.Header header) {
    return header.memoryId().isPresent() && header.memoryId().get().equals(Mapping.NO_MEMORY);
  }

  /**
   * Returns how long the caller still waits: its timeout, or less if the deadline by this service's
   * clock shows that the request was delayed on its way. Empty if the caller does not say.
   */
  Optional<Duration> timeLeft(Mapping.Header header) {
    if (header.until() == 0 || header.memoryId().isEmpty()) {
      return header.timeout();
    }
    Duration left = Duration.ofMillis(Math.max(0, header.until() - memory.clock()));
    return header.timeout().filter(said -> said.compareTo(left) < 0).or(() -> Optional.of(left));
  }
}
