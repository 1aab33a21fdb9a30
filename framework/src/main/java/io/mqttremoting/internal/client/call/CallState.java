package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where a call is on its way: new, addressed, sent, and at last with an outcome. A call that nobody
 * heard in the MQTT 5 mapping is addressed once more. Immutable.
 */
sealed interface CallState {
  /** To whom the call goes; {@code null} if that is not known yet, or it has ended. */
  default Addressed addressed() {
    return null;
  }

  /** It is not known yet to whom the call goes. */
  enum New implements CallState {
    NEW
  }

  /**
   * The call is being handed over to be sent: its caller may yet be told that it was not sent.
   *
   * @param memory which service the call is for alone, and may be sent to again; {@code null} for
   *     any service, once
   * @param forOthers whether all services that have a memory have left: it is for one that has none
   * @param sets how many change requests were sent before, which the call must not overtake
   */
  record Addressed(Route route, String memory, boolean forOthers, long sets) implements CallState {
    @Override
    public Addressed addressed() {
      return this;
    }
  }

  /**
   * The call has been handed over.
   *
   * @param due when the reply is overdue, by {@link System#nanoTime()}
   * @param repetitions how often it was sent again because the reply was overdue
   * @param again whether it is to be sent again at once
   */
  record Sent(Addressed to, long due, int repetitions, boolean again) implements CallState {
    private static final long FIRST_PAUSE = Duration.ofMillis(500).toNanos();
    private static final int MOST_DOUBLINGS = 4; // to 8 s

    /** A call that was opened at this moment and sent once. */
    static Sent once(Addressed to, long opened) {
      return new Sent(to, opened + FIRST_PAUSE, 0, false);
    }

    @Override
    public Addressed addressed() {
      return to;
    }

    /** Whether it may be sent more than once. */
    boolean isRepeatable() {
      return to.memory != null;
    }

    boolean isDue(long now) {
      return again || now - due >= 0;
    }

    /** After it was sent again; the pause after an overdue reply is longer each time. */
    Sent repeated(long now) {
      if (again) {
        return new Sent(to, due, repetitions, false);
      }
      long pause = FIRST_PAUSE << Math.min(repetitions + 1, MOST_DOUBLINGS);
      return new Sent(to, now + pause, repetitions + 1, false);
    }

    /** To be sent again at once, whenever a reply is due. */
    Sent soon() {
      return new Sent(to, due, repetitions, true);
    }
  }

  /**
   * The reply, or why there is none; the exception is made where it is thrown.
   *
   * @param givenUp whether the caller does not wait any more, of which the service is to be told
   */
  record Outcome(
      Message reply, Mapping mapping, Supplier<RemotingException> failure, boolean givenUp)
      implements CallState {
    /** The caller does not wait any more; nobody reads this. */
    static final Outcome GIVEN_UP = new Outcome(null, null, null, true);

    /** The call was not sent, as its caller is told; nobody reads this. */
    static final Outcome NOT_SENT = new Outcome(null, null, null, false);

    /** The service does not answer a ping. */
    static final Outcome SILENCE =
        failure(
            () -> new RemotingException(ErrorCode.DEADLINE_EXCEEDED, "no reply to a ping", null));

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
