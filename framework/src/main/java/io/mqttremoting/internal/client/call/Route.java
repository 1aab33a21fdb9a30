package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;

/**
 * How the calls of one operation go in one mapping. Immutable.
 *
 * @param requestTopic where requests go
 * @param cancelTopic where cancellations go
 * @param replyTopic where replies are expected
 */
record Route(Mapping mapping, String requestTopic, String cancelTopic, String replyTopic) {
  private static final byte[] NO_ARGUMENTS = {'[', ']'};

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
   * @param memory which service it is for alone; {@code null} for any
   * @param age how long ago it was sent first; zero the first time
   * @param until when the caller's time is over, by the clock of that service; 0 if not known
   */
  Message request(
      String id, Duration left, String memory, Duration age, long until, byte[] arguments) {
    return mapping.request(
        new Mapping.Head(requestTopic, id, replyTopic, left, memory, age, until), arguments);
  }

  /** A message that gives up the call of this identifier, and is not answered. */
  Message cancellation(String id, Duration timeout, String memory) {
    Mapping.Head head =
        new Mapping.Head(cancelTopic, id, replyTopic, timeout, memory, Duration.ZERO, 0);
    return mapping.request(head, NO_ARGUMENTS).withQos(Message.DEFAULT_QOS);
  }
}
