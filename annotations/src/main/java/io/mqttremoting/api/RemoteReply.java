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
  private final Optional<ErrorCode> code;
  private final Metadata metadata;

  private RemoteReply(
      @Nullable Object result,
      Optional<Throwable> failure,
      Optional<ErrorCode> code,
      Metadata metadata) {
    this.result = result;
    this.failure = failure;
    this.code = code;
    this.metadata = Objects.requireNonNull(metadata, "metadata");
  }

  /**
   * A reply with this result, without metadata.
   *
   * @param result {@code null} for none. If it is not of the type that the operation returns, the
   *     call fails with code {@code INTERNAL}
   */
  public static RemoteReply of(@Nullable Object result) {
    return new RemoteReply(result, Optional.empty(), Optional.empty(), Metadata.empty());
  }

  /**
   * The failure of a call, without metadata: a {@link RemotingException}, or an exception that the
   * operation declares.
   */
  public static RemoteReply failed(Throwable failure) {
    Optional<ErrorCode> code =
        failure instanceof RemotingException e ? Optional.of(e.code()) : Optional.empty();
    return new RemoteReply(null, Optional.of(failure), code, Metadata.empty());
  }

  /** A failure of which the caller is told this code. For code that executes calls. */
  public static RemoteReply failed(Throwable failure, ErrorCode code) {
    return new RemoteReply(null, Optional.of(failure), Optional.of(code), Metadata.empty());
  }

  /** The result; {@code null} for an operation without one, and if the call failed. */
  public @Nullable Object result() {
    return result;
  }

  /** Why the call failed; empty if it did not. */
  public Optional<Throwable> failure() {
    return failure;
  }

  /**
   * The code of the failure: at the service, the one that the caller is told of an exception of the
   * implementation; at the client, {@code APPLICATION} for an exception that the operation
   * declares. Empty if the call did not fail, or if an interceptor failed with another exception
   * than a {@link RemotingException}.
   */
  public Optional<ErrorCode> code() {
    return code;
  }

  /** What travelled beside the reply; empty if there was no reply. */
  public Metadata metadata() {
    return metadata;
  }

  /** This reply with other metadata. */
  public RemoteReply withMetadata(Metadata other) {
    return new RemoteReply(result, failure, code, other);
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
