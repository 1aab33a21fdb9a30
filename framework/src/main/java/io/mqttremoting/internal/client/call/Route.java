package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one operation's calls in one mapping. Immutable.
 *
 * @param requestTopic the topic of requests
 * @param cancelTopic the topic of cancellations
 * @param replyTopic the topic on which replies are expected
 */
record Route(Mapping mapping, String requestTopic, String cancelTopic, String replyTopic) {
  static final byte[] NO_ARGUMENTS = {'[', ']'};

  static Route of(Mapping mapping, Topics topics, String operation, String clientId) {
    return new Route(
        mapping,
        mapping.requestTopic(topics, operation),
        mapping.requestTopic(topics, InternalOperations.CANCEL),
        mapping.replyTopic(topics, operation, clientId));
  }

  /**
   * A request.
   *
   * @param left how long the caller still waits
   * @param memoryId the memory of the only service that may execute it; {@code null} for any
   *     service
   * @param age how long ago it was first sent; zero the first time
   * @param until the deadline of the call in milliseconds by the clock of that service; 0 if not
   *     known
   */
  Message request(
      String id,
      Duration left,
      @Nullable String memoryId,
      Duration age,
      long until,
      byte[] arguments,
      Metadata metadata) {
    return mapping.request(
        new Mapping.Head(requestTopic, id, replyTopic, left, memoryId, age, until, metadata),
        arguments);
  }

  /** A message that cancels the call with this ID. It has no reply. */
  Message cancellation(String id, Duration timeout, @Nullable String memoryId) {
    Mapping.Head head =
        new Mapping.Head(cancelTopic, id, replyTopic, timeout, memoryId, Duration.ZERO, 0);
    return mapping.request(head, NO_ARGUMENTS).withQos(Message.DEFAULT_QOS);
  }
}
