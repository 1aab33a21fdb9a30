package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Remembers which calls to one served interface are being executed, and the recent replies, so that
 * a repeated request is executed once (wire protocol, Calls that are sent again). Thread-safe.
 */
final class ReplyMemory {
  private static final AnsweredCalls.Limits LIMITS =
      new AnsweredCalls.Limits(500_000, 32L * 1024 * 1024, 64L * 1024 * 1024);

  private final String id = RandomId.next();
  private final LongSupplier nanoTime;
  private final long begun; // by nanoTime
  private final Map<CallKey, Execution> running = new HashMap<>();
  private final AnsweredCalls answered;

  ReplyMemory() {
    this(LIMITS, System::nanoTime);
  }

  ReplyMemory(AnsweredCalls.Limits limits, LongSupplier nanoTime) {
    this.answered = new AnsweredCalls(limits);
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /** Returns the random ID of this memory, which no other memory has. */
  String id() {
    return id;
  }

  /**
   * Returns the service's clock, by which callers state their deadlines: the milliseconds since
   * this object was created, plus 1.
   */
  long clock() {
    return 1 + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begun);
  }

  /**
   * Returns the state of a request; a new one counts as running from now on. Nothing else decides
   * whether a request is executed or was seen before.
   *
   * @param age the time since the request was first sent, as it states; zero for the first sending
   */
  synchronized RequestState enter(CallKey key, Duration age, Execution execution) {
    if (running.containsKey(key)) {
      return RequestState.RUNNING;
    }
    RequestState state = answered.stateOf(key, age, nanoTime.getAsLong());
    if (state == RequestState.NEW) {
      running.put(key, execution);
    }
    return state;
  }

  /** Returns how many requests are running and remembered. */
  synchronized RequestCounts counts() {
    return new RequestCounts(running.size(), answered.count(), answered.replyBytes());
  }

  /** Returns the reply to a call; empty if it is not remembered. */
  synchronized Optional<Message> reply(CallKey key) {
    return answered.reply(key);
  }

  /** Returns the call with this key if it is being executed or waits for execution. */
  synchronized Optional<Execution> running(CallKey key) {
    return Optional.ofNullable(running.get(key));
  }

  /** Stores the reply to a call, which may also be a refusal. */
  synchronized void answered(CallKey key, Message reply) {
    Execution execution = running.remove(key);
    if (execution != null) { // otherwise it was answered before
      answered.add(key, execution.arrived(), reply, nanoTime.getAsLong());
    }
  }

  /** Replaces the remembered reply, because it cannot be sent. */
  synchronized void answeredInstead(CallKey key, Message reply) {
    answered.replace(key, reply);
  }
}
