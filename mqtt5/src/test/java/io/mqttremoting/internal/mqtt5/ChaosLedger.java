package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Records how each call of a run ended. Thread-safe. */
final class ChaosLedger {
  /** How a call may end. */
  enum End {
    ANSWERED,
    /** There was no service or no connection; the caller is told that the call was not sent. */
    NOT_SENT,
    /** The service says that it has not executed the call. */
    REFUSED,
    /** The caller's connection was lost; whether the call was executed is unknown. */
    CONNECTION_LOST,
    /** The service or its connection was lost; whether the call was executed is unknown. */
    SERVICE_LOST,
    TIMED_OUT;

    boolean saysNotExecuted() {
      return this == NOT_SENT || this == REFUSED;
    }
  }

  /** Allowed in addition to a call's timeout, for a busy machine. */
  private static final Duration LATE = Duration.ofSeconds(5);

  private static final int MANY = 500;

  private final Duration callTimeout;
  private final Map<String, Long> open = new ConcurrentHashMap<>();
  private final Map<String, End> ends = new ConcurrentHashMap<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  ChaosLedger(Duration callTimeout) {
    this.callTimeout = callTimeout;
  }

  /** Records that a call begins. */
  void begin(String call) {
    open.put(call, System.nanoTime());
  }

  /** Records that a call has ended, with a result or an exception. */
  End end(String call, ICounter.Counted result, Throwable failure) {
    End end = End.ANSWERED;
    if (failure != null) {
      end = endOf(call, failure);
    } else if (!result.equals(new ICounter.Counted(call, 1))) {
      wrong.add(call + " was answered " + result);
    }
    if (end == End.ANSWERED) {
      answered.incrementAndGet();
    }
    Long begun = open.remove(call);
    if (begun == null || ends.put(call, end) != null) {
      wrong.add(call + " ended twice");
    } else if (System.nanoTime() - begun > callTimeout.plus(LATE).toNanos()) {
      wrong.add(call + " ended late: " + end);
    }
    return end;
  }

  private End endOf(String call, Throwable thrown) {
    Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (failure instanceof NotConnectedException lost) {
      return lost.wasSent() ? End.CONNECTION_LOST : End.NOT_SENT;
    } else if (failure instanceof ServiceUnavailableException gone) {
      return gone.wasSent() ? End.SERVICE_LOST : End.NOT_SENT;
    } else if (failure instanceof CallTimeoutException) {
      return End.TIMED_OUT;
    } else if (failure instanceof RemotingException refused
        && Set.of(ErrorCode.DEADLINE_EXCEEDED, ErrorCode.RESOURCE_EXHAUSTED)
            .contains(refused.code())) {
      return End.REFUSED;
    }
    wrong.add(call + " ended with " + failure);
    return End.TIMED_OUT;
  }

  /** How many calls were made. */
  int made() {
    return open.size() + ends.size();
  }

  /** How many calls were answered. */
  int answered() {
    return answered.get();
  }

  boolean allEnded() {
    return open.isEmpty();
  }

  /** How many calls ended in each way. */
  Map<End, Long> totals() {
    Map<End, Long> totals = new EnumMap<>(End.class);
    ends.values().forEach(end -> totals.merge(end, 1L, Long::sum));
    return totals;
  }

  /** Compares how the calls ended with what the services executed. */
  void check(Map<String, Integer> executions) {
    assertEquals(List.of(), List.copyOf(wrong), "each call ends once, as it may, and in time");
    assertEquals(Set.of(), open.keySet(), "calls that have not ended");
    assertEquals(Map.of(), those(executions, times -> times > 1), "calls that were executed twice");
    Map<String, End> contradicted = new TreeMap<>(ends);
    contradicted
        .entrySet()
        .removeIf(
            call ->
                executions.containsKey(call.getKey())
                    ? !call.getValue().saysNotExecuted()
                    : call.getValue() != End.ANSWERED);
    assertEquals(Map.of(), contradicted, "calls that were executed or not, against what was said");
  }

  /** Calls outlive lost connections, if they are made again soon. */
  void checkFewTimedOut() {
    long timedOut = totals().getOrDefault(End.TIMED_OUT, 0L);
    assertTrue(MANY * timedOut < made(), () -> "few have timed out: " + totals());
  }

  private static Map<String, Integer> those(
      Map<String, Integer> executions, Predicate<Integer> which) {
    Map<String, Integer> those = new TreeMap<>(executions);
    those.values().removeIf(which.negate());
    return those;
  }
}
