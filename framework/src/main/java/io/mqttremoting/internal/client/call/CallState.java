package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a call: new, routed, sent, or ended with an outcome. A call in the MQTT 5 mapping
 * for which the broker knows no subscriber is routed a second time, in the mapping for MQTT 3.1.1.
 * Immutable.
 */
sealed interface CallState {
  /** Where the call goes; {@code null} if that is not known yet, or the call has ended. */
  default @Nullable Routed routed() {
    return null;
  }

  /** It is not known yet where the call goes. */
  enum New implements CallState {
    NEW
  }

  /**
   * It is known where the call goes, and it is being handed over for sending. Its caller may still
   * get an exception because it was not sent.
   *
   * @param memoryId the memory that the call is addressed to, so it may be repeated, for no other
   *     service executes it; {@code null} for any service, then it is sent once
   * @param forServiceWithoutStatus whether all services with a status are offline, so the call is
   *     for a service without one
   * @param sets how many change requests were sent before, which the call must not overtake; 0 if
   *     the service has seen all of them
   */
  record Routed(Route route, @Nullable String memoryId, boolean forServiceWithoutStatus, long sets)
      implements CallState {
    @Override
    public Routed routed() {
      return this;
    }

    /** The same call for any service, on another route. */
    Routed forAnybody(Route other) {
      return new Routed(other, null, forServiceWithoutStatus, sets);
    }
  }

  /**
   * The call has been handed over.
   *
   * @param due when the reply becomes overdue, by {@link System#nanoTime()}
   * @param repetitions how often it was sent again because the reply was overdue
   * @param again whether it is to be sent again at once
   */
  record Sent(Routed to, long due, int repetitions, boolean again) implements CallState {
    private static final long FIRST_PAUSE = Duration.ofMillis(500).toNanos();
    private static final int MOST_DOUBLINGS = 4; // to 8 s

    /** The state after the first sending; {@code opened} is by {@link System#nanoTime()}. */
    static Sent once(Routed to, long opened) {
      return new Sent(to, opened + FIRST_PAUSE, 0, false);
    }

    @Override
    public Routed routed() {
      return to;
    }

    /** Whether it may be sent more than once. */
    boolean isRepeatable() {
      return to.memoryId != null;
    }

    boolean isDue(long now) {
      return again || now - due >= 0;
    }

    /** The state after a repetition. The pause doubles with each overdue reply. */
    Sent repeated(long now) {
      if (again) {
        return new Sent(to, due, repetitions, false);
      }
      long pause = FIRST_PAUSE << Math.min(repetitions + 1, MOST_DOUBLINGS);
      return new Sent(to, now + pause, repetitions + 1, false);
    }

    /** The state in which it is to be sent again at once, even if the reply is not overdue. */
    Sent soon() {
      return new Sent(to, due, repetitions, true);
    }
  }

  /**
   * The reply, or the reason why there is none. The exception is created in the thread that throws
   * it.
   *
   * @param givenUp whether the caller no longer waits and the service is to be sent a cancellation
   */
  record Outcome(
      @Nullable Message reply,
      @Nullable Mapping mapping,
      @Nullable Supplier<RemotingException> failure,
      boolean givenUp)
      implements CallState {
    /** The caller no longer waits; nobody reads this outcome. */
    static final Outcome GIVEN_UP = new Outcome(null, null, null, true);

    /** The call was not sent, and its caller got an exception; nobody reads this outcome. */
    static final Outcome NOT_SENT = new Outcome(null, null, null, false);

    /** The service did not answer a ping. */
    static final Outcome SILENCE =
        failure(() -> new RemotingException(ErrorCode.DEADLINE_EXCEEDED, "no reply in time", null));

    static Outcome reply(Message reply, Mapping mapping) {
      return new Outcome(reply, mapping, null, false);
    }

    static Outcome failure(Supplier<RemotingException> failure) {
      return new Outcome(null, null, failure, false);
    }

    static Outcome timeout(Supplier<RemotingException> failure) {
      return new Outcome(null, null, failure, true);
    }
  }
}
