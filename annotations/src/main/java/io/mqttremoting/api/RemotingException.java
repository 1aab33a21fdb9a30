package io.mqttremoting.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call or a property write failed, other than by an exception that the operation declares. The
 * subtypes are the failures that callers most often handle separately; {@link #code()}
 * distinguishes all failures.
 *
 * <p>The message names the interface, the member and the reason.
 */
@SuppressWarnings("exports") // users need no JSpecify
public class RemotingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String interfaceName;
  private final String member;
  private final String reason;

  /**
   * A failure of one member.
   *
   * @param interfaceName the interface, as {@code module/name}
   * @param member the property or operation, by its name on the wire
   */
  public RemotingException(
      ErrorCode code,
      String interfaceName,
      String member,
      String reason,
      @Nullable Throwable cause) {
    super(interfaceName + "." + member + ": " + code + ": " + reason, cause);
    this.code = Objects.requireNonNull(code, "code");
    this.interfaceName = Objects.requireNonNull(interfaceName, "interfaceName");
    this.member = Objects.requireNonNull(member, "member");
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** A failure of a whole connection: {@link #interfaceName()} and {@link #member()} are empty. */
  public RemotingException(ErrorCode code, String reason, @Nullable Throwable cause) {
    super(code + ": " + reason, cause);
    this.code = Objects.requireNonNull(code, "code");
    this.interfaceName = "";
    this.member = "";
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** The kind of failure. */
  public ErrorCode code() {
    return code;
  }

  /**
   * The interface as {@code module/name}, such as {@code io.world/Hello}; empty if the failure
   * concerns a whole connection.
   */
  public String interfaceName() {
    return interfaceName;
  }

  /**
   * The name of the property or operation on the wire; empty if the failure concerns a whole
   * connection.
   */
  public String member() {
    return member;
  }

  /** The reason alone. If the service refused the call, this is the service's message. */
  public String reason() {
    return reason;
  }
}
