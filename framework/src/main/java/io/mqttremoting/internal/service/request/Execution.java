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
import org.jspecify.annotations.Nullable;

/** A request from its arrival until it is answered. Thread-safe. */
final class Execution {
  private final Message message;
  private final Mapping mapping;
  private final Mapping.Header header;
  private final @Nullable CallKey key;
  private final long arrived = System.nanoTime();
  private final OperationContext context;
  private long publishedBefore;
  private @Nullable Future<?> future;
  private boolean cancelled;
  private boolean answered;

  /**
   * A request that arrives now.
   *
   * @param left how long the caller still waits; empty if it does not say
   */
  Execution(Message message, Mapping mapping, Mapping.Header header, Optional<Duration> left) {
    this.message = message;
    this.mapping = mapping;
    this.header = header;
    this.key = CallKey.of(header);
    this.context = OperationContext.of(left, header);
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

  /** Reads the arguments of the request. */
  Object[] readArguments(JsonArgumentsCodec codec) throws BadPayloadException {
    return mapping.readArguments(message, header, codec);
  }

  /** Returns the key of the call; {@code null} if its repetitions cannot be recognized. */
  @Nullable CallKey key() {
    return key;
  }

  OperationContext context() {
    return context;
  }

  /** Returns when the request arrived, by {@link System#nanoTime()}. */
  long arrived() {
    return arrived;
  }

  Duration waited() {
    return Duration.ofNanos(System.nanoTime() - arrived);
  }

  /**
   * Called when the call begins.
   *
   * @param published the number of values and signals that the service has published so far
   */
  synchronized void begin(long published) {
    publishedBefore = published;
  }

  synchronized long publishedBefore() {
    return publishedBefore;
  }

  /**
   * Sets the future that the operation returned. If the call was cancelled before, cancels the
   * future.
   */
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
   * Marks the call as cancelled, once.
   *
   * @param later cancels the operation's future in another thread, because that may take time
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

  /** Marks the request as answered; returns false if it was answered before. */
  synchronized boolean answer() {
    boolean first = !answered;
    answered = true;
    return first;
  }
}
