package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.concurrent.Recheck;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** All calls of one connection: those that are open, and when they are repeated. Thread-safe. */
public final class Calls {
  private static final Duration BETWEEN_REPETITIONS = Duration.ofMillis(250);

  private final OpenCalls open = new OpenCalls();
  private final CallThreads threads;
  private final Repetitions repetitions;
  private final Recheck repeating;

  /** Calls that wait, are repeated and end in {@code threads}. */
  public Calls(CallThreads threads, ScheduledExecutorService timers) {
    this.threads = threads;
    this.repetitions = new Repetitions(open, threads);
    this.repeating = new Recheck(timers, BETWEEN_REPETITIONS, repetitions);
  }

  /** Those whose replies are awaited. */
  OpenCalls open() {
    return open;
  }

  CallThreads threads() {
    return threads;
  }

  Repetitions repetitions() {
    return repetitions;
  }

  /** A call begins. */
  void open(Call call) {
    open.add(call);
    repeating.begin();
  }

  /** How many calls of proxies are open. */
  public int countOpen() {
    return open.count(call -> !call.isPing());
  }

  /** How many pings are open. */
  public int countPings() {
    return open.count(Call::isPing);
  }

  /** Ends all calls that are open; the connection is closed. */
  public void close() {
    open.end(call -> true, CallFailures::connectionClosed);
  }

  /** Ends the open calls of a proxy, which is closed. */
  public void closeThoseOf(Caller caller) {
    open.end(call -> call.caller() == caller, CallFailures::closed);
  }
}
