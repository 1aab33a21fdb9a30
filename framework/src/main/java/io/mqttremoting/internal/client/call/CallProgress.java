package io.mqttremoting.internal.client.call;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The state of one call. After it is an outcome, it no longer changes. Thread-safe. */
final class CallProgress extends AtomicReference<CallState> {
  private static final long serialVersionUID = 1;

  private final transient String id;
  private final transient CallEndListener listener;

  /** The state of a new call; {@code listener} forgets the call when it ends. */
  CallProgress(String id, CallEndListener listener) {
    super(CallState.New.NEW);
    this.id = id;
    this.listener = listener;
  }

  CallState state() {
    return Objects.requireNonNull(get()); // it begins with a state
  }

  static @Nullable String memoryOf(CallState state) {
    CallState.Routed to = state.routed();
    return to == null ? null : to.memoryId();
  }

  /** Moves to another state; false if the call has ended. */
  boolean moveTo(CallState next) {
    return advance(next) != null;
  }

  /**
   * Ends the call, but does not complete its outcome.
   *
   * @return the state before; {@code null} if the call had already ended
   */
  @Nullable CallState close(CallState.Outcome end) {
    CallState before = advance(end);
    if (before != null) {
      listener.onEnded(id);
    }
    return before;
  }

  private @Nullable CallState advance(CallState next) {
    CallState before = get();
    while (!(before instanceof CallState.Outcome)) {
      if (compareAndSet(before, next)) {
        return before;
      }
      before = get();
    }
    return null;
  }

  /** The state if the call has been sent and may be repeated; empty otherwise. */
  Optional<CallState.Sent> repeatable() {
    return get() instanceof CallState.Sent sent && sent.isRepeatable()
        ? Optional.of(sent)
        : Optional.empty();
  }

  /**
   * Where to send the call again if its reply is overdue; empty otherwise. Also sets when the next
   * repetition is due.
   */
  Optional<CallState.Routed> takeDue(long now) {
    return repeatable()
        .filter(sent -> sent.isDue(now) && compareAndSet(sent, sent.repeated(now)))
        .map(CallState.Sent::to);
  }

  /** Makes the call due for repetition at once, if it may be repeated. */
  void repeatSoon() {
    repeatable().ifPresent(sent -> compareAndSet(sent, sent.soon()));
  }
}
