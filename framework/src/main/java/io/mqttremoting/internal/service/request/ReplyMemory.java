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
 * Remembers, of one served interface, which calls are being executed and what was answered lately,
 * so that a request that comes twice is executed once (wire protocol, Retransmission). Thread-safe.
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

  /** By which it is known; no other memory ever has the same. */
  String id() {
    return id;
  }

  /**
   * The clock by which callers say until when they wait: how many milliseconds ago this was made,
   * counted from 1.
   */
  long clock() {
    return 1 + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begun);
  }

  /** Tells what is known of a request that was first sent so long ago; a new one runs from now. */
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

  /** How much is remembered at this moment. */
  synchronized RequestCounts counts() {
    return new RequestCounts(running.size(), answered.count(), answered.replyBytes());
  }

  /** What was answered; empty if that is not remembered. */
  synchronized Optional<Message> reply(CallKey key) {
    return answered.reply(key);
  }

  /** What is being executed, or waits for that. */
  synchronized Optional<Execution> running(CallKey key) {
    return Optional.ofNullable(running.get(key));
  }

  /** The call was answered, be it that it is not executed. */
  synchronized void answered(CallKey key, Message reply) {
    Execution execution = running.remove(key);
    if (execution != null) { // else it was answered already
      answered.add(key, execution.arrived(), reply, nanoTime.getAsLong());
    }
  }

  /** The answer cannot be sent: this stands for it from now on. */
  synchronized void answeredInstead(CallKey key, Message reply) {
    answered.replace(key, reply);
  }
}
