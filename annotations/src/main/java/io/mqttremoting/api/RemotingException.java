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
  private final String errorType;

  /**
   * A failure of one member.
   *
   * @param interfaceName the interface, see {@link #interfaceName()}
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
    this.errorType = "";
  }

  /** A failure of a whole connection: {@link #interfaceName()} and {@link #member()} are empty. */
  public RemotingException(ErrorCode code, String reason, @Nullable Throwable cause) {
    super(code + ": " + reason, cause);
    this.code = Objects.requireNonNull(code, "code");
    this.interfaceName = "";
    this.member = "";
    this.reason = Objects.requireNonNull(reason, "reason");
    this.errorType = "";
  }

  private RemotingException(String errorType, String message, String interfaceName, String member) {
    super(
        (interfaceName.isEmpty() ? "" : interfaceName + "." + member + ": ")
            + ErrorCode.APPLICATION
            + ": "
            + message
            + suffix(errorType));
    this.code = ErrorCode.APPLICATION;
    this.interfaceName = interfaceName;
    this.member = member;
    this.reason = message + suffix(errorType);
    this.errorType = errorType;
  }

  private static String suffix(String errorType) {
    return errorType.isEmpty() ? "" : " (" + errorType + ")";
  }

  /**
   * An error that an operation of a service declares, for a handler of a contract or an interceptor
   * to throw.
   *
   * @param errorType the name of the error, as in {@link RemoteError}
   */
  public static RemotingException application(String errorType, String message) {
    return application(errorType, message, "", "");
  }

  /**
   * An error that an operation of a service declares, and the caller does not.
   *
   * @param errorType the name of the error; empty if the service gives none
   * @param interfaceName the interface, see {@link #interfaceName()}; empty if it is not known
   * @param member the property or operation, by its name on the wire; empty if it is not known
   */
  public static RemotingException application(
      String errorType, String message, String interfaceName, String member) {
    return new RemotingException(
        Objects.requireNonNull(errorType, "errorType"),
        Objects.requireNonNull(message, "message"),
        Objects.requireNonNull(interfaceName, "interfaceName"),
        Objects.requireNonNull(member, "member"));
  }

  /** The kind of failure. */
  public ErrorCode code() {
    return code;
  }

  /**
   * The interface as {@code module/name}, after the namespace and the instance if it has any:
   * {@code io.world/Hello}, {@code plant7/@kitchen/io.world/Hello}; empty if the failure concerns a
   * whole connection.
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

  /**
   * The name of the error that the service declares, as in {@link RemoteError}, if the code is
   * {@code APPLICATION} and the caller's interface does not declare it; empty otherwise.
   */
  public String errorType() {
    return errorType;
  }

  /**
   * The reason alone. If the service refused the call, this is the service's message, followed by
   * the {@link #errorType()} in parentheses if there is one.
   */
  public String reason() {
    return reason;
  }
}
