package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.OperationContext;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A request on its way to its answer. Thread-safe. */
final class Execution {
  private final Message message;
  private final Mapping mapping;
  private final Mapping.Header header;
  private final Optional<CallKey> key;
  private final long arrived = System.nanoTime();
  private final OperationContext context;
  private long publishedBefore;
  private Future<?> future;
  private boolean cancelled;
  private boolean answered;

  /**
   * A request.
   *
   * @param left until the caller's time is over; empty if it does not say that
   */
  Execution(Message message, Mapping mapping, Mapping.Header header, Optional<Duration> left) {
    this.message = message;
    this.mapping = mapping;
    this.header = header;
    this.key = CallKey.of(header);
    this.context = OperationContext.of(left);
  }

  Message message() {
    return message;
  }

  Mapping mapping() {
    return mapping;
  }

  Mapping.Header header() {
    return header;
  }

  /** Reads its arguments. */
  Object[] readArguments(JsonArgumentsCodec codec) throws BadPayloadException {
    return mapping.readArguments(message, header, codec);
  }

  /** By which it is remembered; empty if its caller cannot be answered twice. */
  Optional<CallKey> key() {
    return key;
  }

  OperationContext context() {
    return context;
  }

  /** When it came, by {@link System#nanoTime()}. */
  long arrived() {
    return arrived;
  }

  Duration waited() {
    return Duration.ofNanos(System.nanoTime() - arrived);
  }

  /** Begins, when so much had been published. */
  synchronized void begin(long published) {
    publishedBefore = published;
  }

  synchronized long publishedBefore() {
    return publishedBefore;
  }

  /** It goes on in the background, and ends with this. */
  void continueWith(Future<?> result) {
    boolean cancelledBefore;
    synchronized (this) {
      future = result;
      cancelledBefore = cancelled;
    }
    if (cancelledBefore) {
      result.cancel(true);
    }
  }

  /**
   * The caller has given up; a future is cancelled by {@code later}, for that may take its time.
   */
  void cancel(Consumer<Future<?>> later) {
    Future<?> running;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      running = future;
    }
    context.cancel();
    if (running != null) {
      later.accept(running);
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Marks it as answered; false if it was already. */
  synchronized boolean answer() {
    boolean first = !answered;
    answered = true;
    return first;
  }
}
