package io.mqttremoting.api;

import java.util.Objects;

/**
 * A call, or the setting of a property, that failed for another reason than an exception that the
 * operation declares. Its subtypes are the failures that callers most often treat differently;
 * {@link #code()} tells all of them apart.
 *
 * <p>The message names the interface, the member and the reason.
 */
public class RemotingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String interfaceName;
  private final String member;
  private final String reason;

  /**
   * A failure of {@code member}, a property or operation by its name on the wire, of {@code
   * interfaceName}, as {@code module/name}.
   */
  public RemotingException(
      ErrorCode code, String interfaceName, String member, String reason, Throwable cause) {
    super(interfaceName + "." + member + ": " + code + ": " + reason, cause);
    this.code = Objects.requireNonNull(code, "code");
    this.interfaceName = Objects.requireNonNull(interfaceName, "interfaceName");
    this.member = Objects.requireNonNull(member, "member");
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * A failure that concerns a whole connection: {@link #interfaceName()} and {@link #member()} are
   * empty.
   */
  public RemotingException(ErrorCode code, String reason, Throwable cause) {
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
   * The interface, as {@code module/name}: {@code io.world/Hello}; empty where none is concerned.
   */
  public String interfaceName() {
    return interfaceName;
  }

  /** The name of the property or operation on the wire; empty where none is concerned. */
  public String member() {
    return member;
  }

  /** The reason alone: the service's own words where the service refused. */
  public String reason() {
    return reason;
  }
}
