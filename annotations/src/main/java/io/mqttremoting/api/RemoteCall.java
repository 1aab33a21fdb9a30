package io.mqttremoting.api;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A call of a remote member, as interceptors see it: at the client before it is sent, at the
 * service before the implementation executes it. Immutable.
 */
public final class RemoteCall {
  /** What the call does. */
  public enum Kind {
    /** Calls an operation. */
    CALL,
    /** Requests to change a property, by a setter without a result; there is no reply. */
    SET,
    /** Changes a property by a confirmed write. */
    CONFIRMED_SET,
    /** Reads a property at the service. */
    FETCH
  }

  private final String interfaceName;
  private final String member;
  private final Kind kind;
  private final List<Object> arguments;
  private final Metadata metadata;
  private final Optional<Duration> timeout;

  private RemoteCall(
      String interfaceName,
      String member,
      Kind kind,
      List<Object> arguments,
      Metadata metadata,
      Optional<Duration> timeout) {
    this.interfaceName = Objects.requireNonNull(interfaceName, "interfaceName");
    this.member = Objects.requireNonNull(member, "member");
    this.kind = Objects.requireNonNull(kind, "kind");
    this.arguments = arguments;
    this.metadata = Objects.requireNonNull(metadata, "metadata");
    this.timeout = Objects.requireNonNull(timeout, "timeout");
  }

  /**
   * A call without metadata. For code that executes calls, and for tests.
   *
   * @param interfaceName the interface, see {@link #interfaceName()}
   * @param timeout how long the caller waits; empty if that is not known
   */
  public static RemoteCall of(
      String interfaceName,
      String member,
      Kind kind,
      Optional<Duration> timeout,
      Object... arguments) {
    List<Object> list = Collections.unmodifiableList(Arrays.asList(arguments.clone()));
    return new RemoteCall(interfaceName, member, kind, list, Metadata.empty(), timeout);
  }

  /**
   * The interface as {@code module/name}, after the namespace and the instance if it has any:
   * {@code io.world/Hello}, {@code plant7/@kitchen/io.world/Hello}.
   */
  public String interfaceName() {
    return interfaceName;
  }

  /** The name of the operation or property on the wire. */
  public String member() {
    return member;
  }

  /** What the call does. */
  public Kind kind() {
    return kind;
  }

  /** The arguments of the operation, or the new value of the property; they may be null. */
  public List<Object> arguments() {
    return arguments;
  }

  /** What travels beside the request. */
  public Metadata metadata() {
    return metadata;
  }

  /**
   * At the client, how long the caller waits for everything, from the beginning of the call; at the
   * service, how long it still waited when the call began, empty if it does not say.
   */
  public Optional<Duration> timeout() {
    return timeout;
  }

  /** This call with other metadata. */
  public RemoteCall withMetadata(Metadata other) {
    return new RemoteCall(interfaceName, member, kind, arguments, other, timeout);
  }

  /**
   * This call with one more key of metadata.
   *
   * @throws IllegalArgumentException as {@link Metadata} says
   */
  public RemoteCall withMetadata(String key, String value) {
    return withMetadata(metadata.with(key, value));
  }

  /**
   * An exception that refuses this call: an interceptor throws it, or returns it in {@link
   * RemoteReply#failed}.
   *
   * @param reason what the caller is told
   */
  public RemotingException refusal(ErrorCode code, String reason) {
    return new RemotingException(code, interfaceName, member, reason, null);
  }

  /** The interface, the member and the kind. */
  @Override
  public String toString() {
    return interfaceName + "." + member + " " + kind;
  }
}
