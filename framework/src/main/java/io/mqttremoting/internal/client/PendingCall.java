package io.mqttremoting.internal.client;

import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A call whose reply is awaited. Thread-safe. */
final class PendingCall {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final long CLOCK_TICK = 1; // ms, by which a difference of it may be too long
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  private final String id;
  private final ClientInstance caller;
  private final OperationClient operation;
  private final byte[] arguments;
  private final long opened = System.nanoTime();
  private final long openedByClock = System.currentTimeMillis();
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  private volatile OperationClient.Route route;
  private volatile String memory;
  private volatile boolean forOthers;
  private volatile long sets;
  private volatile boolean sent;
  private volatile boolean givenUp;
  private long pause = FIRST_PAUSE.toNanos();
  private long due = opened + pause;

  /** The reply, or why there is none; the exception is made where it is thrown. */
  record Outcome(Message reply, Mapping mapping, Supplier<RemotingException> failure) {}

  PendingCall(String id, ClientInstance caller, OperationClient operation, byte[] arguments) {
    this.id = id;
    this.caller = caller;
    this.operation = operation;
    this.arguments = arguments;
  }

  /** The correlation data. */
  String id() {
    return id;
  }

  /** The proxy that was called; {@code null} if the library calls by itself. */
  ClientInstance caller() {
    return caller;
  }

  OperationClient operation() {
    return operation;
  }

  /** The arguments as JSON. */
  byte[] arguments() {
    return arguments;
  }

  /** Completes once, never exceptionally, in any thread: nothing of the user hangs on it. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Says on which way it goes, and to which service alone; {@code null} for any. */
  void address(OperationClient.Route way, String toMemory) {
    route = way;
    memory = toMemory;
  }

  /** All services that have a memory have left: it is for one that has none. */
  void addressToOthers() {
    forOthers = true;
  }

  boolean isForOthers() {
    return forOthers;
  }

  OperationClient.Route route() {
    return route;
  }

  /** Which service it is for alone, and may be sent to again; {@code null} for any, once. */
  String memory() {
    return memory;
  }

  /** It has been handed over to be sent: until then, its caller may yet be told that it was not. */
  void sent() {
    sent = true;
  }

  /** Whether it may be sent again. */
  boolean isRepeatable() {
    return sent && memory != null;
  }

  /** Nobody waits for it any more. */
  void giveUp() {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** How many changes of properties were asked for before, which it must not overtake. */
  long sets() {
    return sets;
  }

  void follow(long setsBefore) {
    sets = setsBefore;
  }

  /** When it was made, by {@link System#nanoTime()}. */
  long opened() {
    return opened;
  }

  /**
   * How long ago it was made: by the clock, too, for the other stands still while we are asleep.
   */
  Duration age() {
    return Duration.ofNanos(
        Math.max(
            System.nanoTime() - opened,
            TimeUnit.MILLISECONDS.toNanos(
                System.currentTimeMillis() - openedByClock - CLOCK_TICK)));
  }

  /** Whether its reply is overdue; if so, the next time is later. */
  synchronized boolean isDue(long now) {
    if (now - due < 0) {
      return false;
    }
    pause = Math.min(pause * 2, LONGEST_PAUSE.toNanos());
    due = now + pause;
    return true;
  }
}
