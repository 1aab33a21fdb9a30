package io.mqttremoting.internal.client.call;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The state of one call, which goes on until it has an outcome, and then stays. Thread-safe. */
final class CallProgress extends AtomicReference<CallState> {
  private static final long serialVersionUID = 1;

  private final transient String id;
  private final transient CallEndListener ends;

  /** The state of the call of this identifier, which is new; {@code ends} is told of its end. */
  CallProgress(String id, CallEndListener ends) {
    super(CallState.New.NEW);
    this.id = id;
    this.ends = ends;
  }

  /** Which service the call is for alone; {@code null} for any, or if that is not known yet. */
  String memory() {
    return memoryOf(get());
  }

  static String memoryOf(CallState state) {
    CallState.Addressed to = state.addressed();
    return to == null ? null : to.memory();
  }

  /** Goes on to another state; false if the call has ended. */
  boolean moveTo(CallState next) {
    return advance(next) != null;
  }

  /**
   * Ends the call, without telling its caller yet.
   *
   * @return the state before; {@code null} if the call had ended
   */
  CallState close(CallState.Outcome end) {
    CallState before = advance(end);
    if (before != null) {
      ends.onEnded(id);
    }
    return before;
  }

  private CallState advance(CallState next) {
    CallState before = get();
    while (!(before instanceof CallState.Outcome)) {
      if (compareAndSet(before, next)) {
        return before;
      }
      before = get();
    }
    return null;
  }

  /** That it has been sent, if it may be sent more than once. */
  Optional<CallState.Sent> repeatable() {
    return get() instanceof CallState.Sent sent && sent.isRepeatable()
        ? Optional.of(sent)
        : Optional.empty();
  }

  /** Where it is to be sent again, if its reply is overdue; the next time is later. */
  Optional<CallState.Addressed> takeDue(long now) {
    return repeatable()
        .filter(sent -> sent.isDue(now) && compareAndSet(sent, sent.repeated(now)))
        .map(CallState.Sent::to);
  }

  /** Its reply counts as overdue, if it may be sent more than once. */
  void repeatSoon() {
    repeatable().ifPresent(sent -> compareAndSet(sent, sent.soon()));
  }
}
