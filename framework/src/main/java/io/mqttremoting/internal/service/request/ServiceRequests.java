package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.service.value.ServedObject;
import io.mqttremoting.internal.wire.Mappings;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives, executes and answers all requests to one service. Thread-safe. */
public final class ServiceRequests {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceRequests.class);

  private final Topics topics;
  private final ReplyMemory memory = new ReplyMemory();
  private final RequestQueue queue;
  private final Refusals refusals;
  private final ServiceLog log;
  private final Map<String, Consumer<Message>> receivers;

  /**
   * Requests to {@code served}, which are accepted until {@code life} is leaving and answered by
   * {@code sender}.
   */
  public ServiceRequests(
      ServedObject served,
      ReplySender sender,
      ServiceLife life,
      RequestOptions options,
      RequestThreads threads,
      ServiceLog log) {
    this.topics = served.topics();
    Mappings mappings = Mappings.of(served.json());
    this.queue = new RequestQueue(threads, log);
    this.log = log;
    threads.turns().add(memory.id());
    RequestHeaders headers = new RequestHeaders(topics, options.ownReplyTopicsOnly(), memory);
    this.refusals =
        new Refusals(topics, mappings, headers, sender, threads.newBackgroundQueue(), log);
    DuplicateRequests repetitions = new DuplicateRequests(memory, sender, refusals, log.counts());
    this.receivers =
        new RequestReceivers(
                served,
                mappings,
                new CalleeFactory(served, options.calls()),
                new MemberFactory(options, sender, memory, queue, life, log),
                new RequestIntake(headers, repetitions, queue, refusals, life, log))
            .all(new InternalRequests(headers, memory, sender, queue));
  }

  /** Returns the ID to which requests for this service only are addressed. */
  public String memoryId() {
    return memory.id();
  }

  /** Returns the receivers by topic; called by the MQTT library, they never wait. */
  public Map<String, Consumer<Message>> receivers() {
    return receivers;
  }

  /**
   * Refuses a request that no receiver gets, because its topic is unknown or it is too large;
   * called by the MQTT library, and never waits.
   */
  public void refuse(Message message, String reason) {
    String topic = message.topic();
    boolean known = receivers.containsKey(topic);
    ErrorCode code = known ? ErrorCode.INVALID_ARGUMENT : ErrorCode.UNIMPLEMENTED;
    if (topics.isSet(topic)) {
      String label = log.label(topics.memberOf(topic));
      log.counts().onRefused(code);
      log.requests().warn(LOG, "{}: a change is refused: {}", label, reason);
    } else {
      refusals.later(message, code, reason);
    }
  }

  /** Returns how many requests are open and remembered; never waits. */
  public RequestCounts counts() {
    return memory.counts();
  }

  /** Waits until the accepted requests are answered, at most for {@code limit}. */
  public void drain(Duration limit) {
    queue.drain(limit);
  }
}
