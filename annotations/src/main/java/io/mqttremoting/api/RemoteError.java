package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives an exception type a stable name on the wire.
 *
 * <pre>{@code
 * @RemoteError("refused")
 * public class RefusedException extends Exception {
 *   public RefusedException(String message) { super(message); }
 * }
 * }</pre>
 *
 * <p>If an operation declares this type in its {@code throws} clause and the implementation throws
 * it or a subtype, the caller's method throws a new exception of this type with the same message.
 * Only the name and the message are sent: no fields, no cause, no stack trace. The type needs a
 * constructor with one {@code String} parameter, the message.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RemoteError {
  /** The name on the wire, unique among the exceptions that one operation declares. */
  String value();
}
