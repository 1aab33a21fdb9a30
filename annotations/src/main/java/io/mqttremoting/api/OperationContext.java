package io.mqttremoting.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Tells an implementation about the call that it executes: how long the caller still waits, whether
 * the call was cancelled, and the metadata of the request; and takes the metadata of the reply.
 *
 * <pre>{@code
 * OperationContext call = OperationContext.current();
 * while (!call.isCancelled() && hasMore()) {
 *   workOnNext();
 * }
 * }</pre>
 *
 * <p>Thread-safe. A context can be used in any thread: an operation that continues in other threads
 * passes the context to them.
 */
public final class OperationContext {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);
  private static final Request UNKNOWN = new Told(Metadata.empty(), Optional.empty());
  private static final OperationContext NONE = new OperationContext(false, 0, UNKNOWN);
  private static final ThreadLocal<OperationContext> CURRENT = ThreadLocal.withInitial(() -> NONE);

  private final boolean ends;
  private final long end; // by System.nanoTime()
  private final Request request;
  private volatile boolean cancelled;
  private volatile Metadata replyMetadata = Metadata.empty();

  /** What a request says of itself. For code that executes calls. */
  public interface Request {
    /** See {@link OperationContext#metadata()}. */
    Metadata metadata();

    /** See {@link OperationContext#callerId()}. */
    Optional<String> callerId();

    /** See {@link OperationContext#correlationData()}. */
    default Optional<String> correlationData() {
      return Optional.empty();
    }
  }

  private record Told(Metadata metadata, Optional<String> callerId) implements Request {}

  private OperationContext(boolean ends, long end, Request request) {
    this.ends = ends;
    this.end = end;
    this.request = request;
  }

  /**
   * A context of a caller that waits for {@code timeout} from now, or forever if it is empty. For
   * code that executes calls, and for tests.
   */
  public static OperationContext of(Optional<Duration> timeout) {
    return of(timeout, UNKNOWN);
  }

  /** A context as {@link #of(Optional)}, of a request with this metadata. For tests. */
  public static OperationContext of(
      Optional<Duration> timeout, Metadata metadata, Optional<String> callerId) {
    return of(timeout, new Told(metadata, callerId));
  }

  /** A context as {@link #of(Optional)}, of this request. For code that executes calls. */
  public static OperationContext of(Optional<Duration> timeout, Request request) {
    return timeout.isPresent() && timeout.get().compareTo(FOREVER) < 0
        ? new OperationContext(true, System.nanoTime() + timeout.get().toNanos(), request)
        : new OperationContext(false, 0, request);
  }

  /**
   * The context of the call that this thread executes. If this thread executes no call, for example
   * because an implementation is called directly, the context has no deadline, no metadata, and is
   * never cancelled.
   */
  public static OperationContext current() {
    return CURRENT.get();
  }

  /** How long the caller still waits, never negative; empty if it waits forever. */
  public Optional<Duration> timeLeft() {
    return ends ? Optional.of(Duration.ofNanos(nanosLeft())) : Optional.empty();
  }

  /** Whether the caller no longer waits for the result: it cancelled the call, or it timed out. */
  public boolean isCancelled() {
    return cancelled || (ends && nanosLeft() == 0);
  }

  /**
   * What the caller sent beside the request. For a setter, also of a request without a reply, which
   * has metadata only with MQTT 5.
   */
  public Metadata metadata() {
    return request.metadata();
  }

  /**
   * The client identifier of the caller's connection, as the topic for the reply states it; empty
   * if it does not, for example without a reply. Do not take it for an authenticated identity: a
   * caller can state any reply topic, and is only limited to its own if the broker's access control
   * lets each client receive replies for its own identifier alone; even then, it can send requests
   * in the name of others, whose replies it does not get.
   */
  public Optional<String> callerId() {
    return request.callerId();
  }

  /**
   * The correlation data by which the caller matches the reply, to find the call in logs; with MQTT
   * 5 a character for each byte. Empty if the request has none. Callers of this library use
   * letters, digits and hyphens; others may send anything.
   */
  public Optional<String> correlationData() {
    return request.correlationData();
  }

  /**
   * Adds a key to the metadata of the reply, or replaces its value. This has an effect until the
   * operation has returned, or until its future has completed, also if the call fails. Without a
   * call, and for a request without a reply, it has no effect.
   *
   * @throws IllegalArgumentException as {@link Metadata} says
   */
  public void addReplyMetadata(String key, String value) {
    addReplyMetadata(Metadata.of(key, value));
  }

  /** Adds metadata as {@link #addReplyMetadata(String, String)} does. */
  public void addReplyMetadata(Metadata added) {
    if (added.isEmpty() || this == NONE) {
      return;
    }
    synchronized (this) {
      replyMetadata = replyMetadata.with(added);
    }
  }

  /** The metadata that was added for the reply. */
  public Metadata replyMetadata() {
    return replyMetadata;
  }

  private long nanosLeft() {
    return Math.max(0, end - System.nanoTime());
  }

  /** Makes {@link #isCancelled()} true. For code that executes calls, and for tests. */
  public void cancel() {
    if (this != NONE) {
      cancelled = true;
    }
  }

  /** Executes {@code call}; meanwhile, this is the {@link #current()} context of this thread. */
  public <T> T run(Callable<T> call) throws Exception {
    Objects.requireNonNull(call, "call");
    OperationContext before = CURRENT.get();
    CURRENT.set(this);
    try {
      return call.call();
    } finally {
      if (before == NONE) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }
}
