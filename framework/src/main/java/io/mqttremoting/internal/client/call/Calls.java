package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Recheck;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** The open calls of one connection and their repetition. Thread-safe. */
public final class Calls {
  private static final Duration BETWEEN_REPETITIONS = Duration.ofMillis(250);

  private final OpenCalls open;
  private final CallThreads threads;
  private final CallRepeater repeater;
  private final Recheck repeating;

  /**
   * Uses {@code threads} for waiting, repeating and ending calls.
   *
   * @param counts counts malformed replies
   */
  public Calls(CallThreads threads, ScheduledExecutorService timers, MessageCounts counts) {
    this.open = new OpenCalls(new LogLimit("calls and their replies", counts));
    this.threads = threads;
    this.repeater = new CallRepeater(open, threads);
    this.repeating = new Recheck(timers, BETWEEN_REPETITIONS, repeater);
  }

  /** The calls that wait for a reply. */
  OpenCalls openCalls() {
    return open;
  }

  /** The threads of all calls. */
  public CallThreads threads() {
    return threads;
  }

  CallRepeater repeater() {
    return repeater;
  }

  /** Adds a call, and starts the timer for repetitions. */
  void register(Call call) {
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

  /** Ends all open calls because the connection is closed. */
  public void close() {
    open.end(call -> true, CallFailures::connectionClosed);
  }

  /** Ends the open calls of a proxy that is closed. */
  public void closeThoseOf(Caller caller) {
    open.end(call -> call.caller() == caller, CallFailures::closed);
  }
}
