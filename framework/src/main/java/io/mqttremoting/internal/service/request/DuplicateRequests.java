package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.wire.CallError;
import io.mqttremoting.internal.wire.Message;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognizes repeated requests and answers them from memory, so that no request is executed twice.
 * Called by the MQTT library, and never waits.
 */
final class DuplicateRequests {
  private static final Logger LOG = LoggerFactory.getLogger(DuplicateRequests.class);

  private final ReplyMemory memory;
  private final ReplySender sender;
  private final Refusals refusals;
  private final MessageCounts counts;

  DuplicateRequests(
      ReplyMemory memory, ReplySender sender, Refusals refusals, MessageCounts counts) {
    this.memory = memory;
    this.sender = sender;
    this.refusals = refusals;
    this.counts = counts;
  }

  /**
   * Returns whether a request is new. A repeated one is answered from memory; it is ignored while
   * the call is running, and refused if the reply is forgotten.
   *
   * @param replies answers the requests to this operation
   */
  boolean isNew(Execution execution, OperationReplies replies) {
    CallKey key = execution.key();
    return key == null || isNew(execution, key, replies);
  }

  private boolean isNew(Execution execution, CallKey key, OperationReplies replies) {
    RequestState state = memory.enter(key, execution.header().repeatedAfter(), execution);
    if (state == RequestState.NEW) {
      return true;
    }
    counts.onDuplicate(); // first: whoever gets the reply may look
    switch (state) {
      case RUNNING ->
          LOG.debug("{}: ignored, the first request is not answered yet", replies.label());
      case ANSWERED ->
          memory
              .reply(key)
              .ifPresent(
                  reply ->
                      sender.sendLater(reply, refusal -> replies.onRefused(execution, refusal)));
      case FORGOTTEN ->
          refusals.later(
              execution.message(),
              ErrorCode.UNAVAILABLE,
              "it was sent first so long ago that the service does not know any more whether it was"
                  + " executed");
      default -> throw new IllegalStateException(state + " is no duplicate");
    }
    return false;
  }

  /**
   * Remembers the refusal of a new request. Otherwise, its repetition might be executed although
   * the caller was told that it was refused.
   */
  void remember(Execution execution, CallError refusal) {
    Optional<Message> reply = execution.mapping().error(execution.header(), refusal);
    CallKey key = execution.key();
    if (key != null && reply.isPresent()) {
      memory.answered(key, reply.get());
    }
  }
}
