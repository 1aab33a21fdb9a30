package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of one connection whose replies are awaited. Thread-safe. */
final class PendingCalls {
  private static final Logger LOG = LoggerFactory.getLogger(PendingCalls.class);
  private static final int MAX_OPEN = 10_000;

  private final Map<String, PendingCall> open = new ConcurrentHashMap<>();
  private final LogLimit log = new LogLimit("calls and their replies");
  private final Executor completions;
  private final ScheduledExecutorService timers;
  private final Runnable onOpen;

  /**
   * Calls whose futures complete in {@code completions}, in threads for user code.
   *
   * @param onOpen called when a call is open
   */
  PendingCalls(Executor completions, ScheduledExecutorService timers, Runnable onOpen) {
    this.completions = completions;
    this.timers = timers;
    this.onOpen = onOpen;
  }

  /** Runs the completion of a future in a thread for user code. */
  void complete(Runnable completion) {
    try {
      completions.execute(completion);
    } catch (RejectedExecutionException e) { // the connection is closed; its futures still complete
      Thread last = new Thread(completion, "remoting-callback-after-close");
      last.setDaemon(true);
      last.start();
    }
  }

  PendingCall open(String id, ClientInstance caller, OperationClient operation, byte[] arguments) {
    if (open.size() >= MAX_OPEN) {
      throw operation.failure(
          ErrorCode.RESOURCE_EXHAUSTED,
          MAX_OPEN + " calls of this connection are open already; wait for some of them",
          null);
    }
    PendingCall call = new PendingCall(id, caller, operation, arguments);
    open.put(call.id(), call);
    onOpen.run();
    return call;
  }

  /** Whether its reply is still awaited. */
  boolean isOpen(PendingCall call) {
    return open.containsKey(call.id());
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** How many are open that {@code which} tells. */
  int count(Predicate<PendingCall> which) {
    return (int) open.values().stream().filter(which).count();
  }

  /** No reply is awaited any more; one that comes all the same is ignored. */
  void forget(PendingCall call) {
    open.remove(call.id());
  }

  /**
   * Ends the call with a failure if it is still open after {@code timeout}.
   *
   * @return what stops the timer; the end of the call does so, too
   */
  Runnable endAfter(Duration timeout, PendingCall call, Supplier<RemotingException> failure) {
    ScheduledFuture<?> timer;
    try {
      timer = timers.schedule(() -> end(call, failure), timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) { // the connection was just closed, and the call with it
      return () -> {};
    }
    call.outcome().thenRun(() -> timer.cancel(false));
    return () -> timer.cancel(false);
  }

  /** Sends those calls again that {@code which} tells and that may be sent more than once. */
  void repeat(Predicate<PendingCall> which) {
    for (PendingCall call : open.values()) {
      if (call.isRepeatable() && which.test(call)) {
        try {
          call.operation().repeat(call);
        } catch (RuntimeException | Error e) { // no harm to the others
          log.error(LOG, "{}: a call could not be repeated", call.operation().member(), e);
        }
      }
    }
  }

  /** Ends those calls that {@code which} tells, with a failure. */
  void end(Predicate<PendingCall> which, Function<PendingCall, RemotingException> failure) {
    open.values().stream().filter(which).forEach(call -> end(call, () -> failure.apply(call)));
  }

  /** Ends one call with a failure, unless it has ended. */
  void end(PendingCall call, Supplier<RemotingException> failure) {
    forget(call);
    call.outcome().complete(new PendingCall.Outcome(null, null, failure));
  }

  /** Takes a reply; called by the MQTT library. What is in it is read by the caller. */
  void receive(Message message, Mapping mapping) {
    PendingCall call;
    try {
      call = open.get(mapping.readCorrelationData(message));
    } catch (BadPayloadException e) {
      log.warn(LOG, "{}: a bad reply is ignored: {}", message.topic(), e.getMessage());
      LOG.debug("{}: why the reply was ignored", message.topic(), e);
      return;
    }
    if (call == null
        || !call.operation().repliesOn(message.topic()) // somebody guesses
        || !open.remove(call.id(), call)) {
      LOG.debug("{}: a reply that nobody awaits, or no longer, is ignored", message.topic());
      return;
    }
    call.operation().onReply(call);
    call.outcome().complete(new PendingCall.Outcome(message, mapping, null));
  }
}
