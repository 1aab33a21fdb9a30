package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.service.value.Implementation;
import io.mqttremoting.internal.wire.Message;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the objects that execute and answer the requests to each member of one service. */
final class MemberFactory {
  private static final Logger LOG = LoggerFactory.getLogger(MemberFactory.class);

  private final RequestOptions options;
  private final ReplySender sender;
  private final ReplyMemory memory;
  private final RequestQueue queue;
  private final ServiceLife life;
  private final ServiceLog log;

  MemberFactory(
      RequestOptions options,
      ReplySender sender,
      ReplyMemory memory,
      RequestQueue queue,
      ServiceLife life,
      ServiceLog log) {
    this.options = options;
    this.sender = sender;
    this.memory = memory;
    this.queue = queue;
    this.life = life;
    this.log = log;
  }

  /**
   * Creates the handling of an operation.
   *
   * @param name the name on the wire
   * @param delivery how the replies are sent; {@code AUTO} for the service's delivery
   */
  OperationCalls operation(String name, Delivery delivery, Callee.Finder callees) {
    OperationReplies replies =
        new OperationReplies(
            log.label(name), delivery.orElse(options.delivery()), sender, memory, queue, log);
    return new OperationCalls(callees, queue, replies, life, options.futureTimeout(), log);
  }

  /** Creates the handling of changes of a property, which call {@code setter}. */
  SetRequests property(String name, Implementation.Invocation setter, JsonValueCodec codec) {
    return new SetRequests(log.label(name), setter, codec, queue, life, log);
  }

  /** Returns a receiver that refuses changes of a property that has no setter, and logs them. */
  Consumer<Message> readOnly(String name) {
    String label = log.label(name);
    return message -> {
      log.counts().onRefused(ErrorCode.FAILED_PRECONDITION);
      log.requests().warn(LOG, "{}: a change is refused: it is read-only", label);
    };
  }
}
