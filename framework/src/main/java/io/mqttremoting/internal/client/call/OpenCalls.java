package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of one connection that wait for a reply, by correlation data. Thread-safe. */
final class OpenCalls implements CallEndListener {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCalls.class);
  private static final int MAX_OPEN = 10_000;

  private final Map<String, Call> open = new ConcurrentHashMap<>();
  private final LogLimit log;

  OpenCalls(LogLimit log) {
    this.log = log;
  }

  /** Adds a call; throws if too many are open. */
  void add(Call call) {
    if (open.size() >= MAX_OPEN) {
      throw call.failures()
          .of(
              ErrorCode.RESOURCE_EXHAUSTED,
              MAX_OPEN + " calls of this connection are open already; wait for some of them",
              null);
    }
    open.put(call.id(), call);
  }

  @Override
  public void onEnded(String id) {
    open.remove(id);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** How many open calls match. */
  int count(Predicate<Call> which) {
    return (int) open.values().stream().filter(which).count();
  }

  /**
   * Runs {@code action} for each call that matches; all actions repeat the call, now or soon. If it
   * fails for one, the others still run.
   */
  void forEach(Predicate<Call> which, Consumer<Call> action) {
    for (Call call : open.values()) {
      if (which.test(call)) {
        try {
          action.accept(call);
        } catch (RuntimeException | Error e) {
          log.error(LOG, "{}: an open call could not be repeated", call.failures(), e);
        }
      }
    }
  }

  /** Ends the calls that match with a failure. */
  void end(Predicate<Call> which, Function<CallFailures, RemotingException> failure) {
    for (Call call : open.values()) {
      if (which.test(call)) {
        call.end(() -> failure.apply(call.failures()));
      }
    }
  }

  /**
   * Hands a reply to its call; called by the MQTT library. The content is not decoded in this
   * thread.
   */
  void receive(Message message, Mapping mapping) {
    Call call;
    try {
      call = open.get(mapping.readCorrelationData(message));
    } catch (BadPayloadException e) {
      log.malformed(LOG, "{}: a bad reply is ignored: {}", message.topic(), e.getMessage());
      LOG.debug("{}: why the reply was ignored", message.topic(), e);
      return;
    }
    if (call == null || !call.answer(message, mapping)) {
      LOG.debug("{}: a reply that nobody awaits, or no longer, is ignored", message.topic());
    }
  }
}
