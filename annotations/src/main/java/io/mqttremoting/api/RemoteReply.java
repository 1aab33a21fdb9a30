package io.mqttremoting.api;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended: with a result or a failure, and the metadata that travelled beside the reply.
 * Immutable.
 */
@SuppressWarnings("exports") // users need no JSpecify
public final class RemoteReply {
  private final @Nullable Object result;
  private final Optional<Throwable> failure;
  private final Metadata metadata;

  private RemoteReply(@Nullable Object result, Optional<Throwable> failure, Metadata metadata) {
    this.result = result;
    this.failure = failure;
    this.metadata = Objects.requireNonNull(metadata, "metadata");
  }

  /**
   * A reply with this result, without metadata.
   *
   * @param result {@code null} for none. If it is not of the type that the operation returns, the
   *     call fails with code {@code INTERNAL}
   */
  public static RemoteReply of(@Nullable Object result) {
    return new RemoteReply(result, Optional.empty(), Metadata.empty());
  }

  /**
   * The failure of a call, without metadata: a {@link RemotingException}, or an exception that the
   * operation declares.
   */
  public static RemoteReply failed(Throwable failure) {
    return new RemoteReply(null, Optional.of(failure), Metadata.empty());
  }

  /** The result; {@code null} for an operation without one, and if the call failed. */
  public @Nullable Object result() {
    return result;
  }

  /** Why the call failed; empty if it did not. */
  public Optional<Throwable> failure() {
    return failure;
  }

  /** The code of the failure if it is a {@link RemotingException}; empty otherwise. */
  public Optional<ErrorCode> code() {
    return failure
        .filter(RemotingException.class::isInstance)
        .map(e -> ((RemotingException) e).code());
  }

  /** What travelled beside the reply; empty if there was no reply. */
  public Metadata metadata() {
    return metadata;
  }

  /** This reply with other metadata. */
  public RemoteReply withMetadata(Metadata other) {
    return new RemoteReply(result, failure, other);
  }

  /**
   * This reply with one more key of metadata.
   *
   * @throws IllegalArgumentException as {@link Metadata} says
   */
  public RemoteReply withMetadata(String key, String value) {
    return withMetadata(metadata.with(key, value));
  }

  /** Whether it is a result or which failure, and the keys of the metadata. */
  @Override
  public String toString() {
    return failure.map(Object::toString).orElse("result") + " " + metadata;
  }
}
