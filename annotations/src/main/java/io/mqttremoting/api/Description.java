package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes an interface, a member, a parameter, or a type, a field or an enum constant of its
 * payloads, for people who read the contract. Clients get the text with {@code _describe}.
 *
 * <pre>{@code
 * @Operation @Description("Says a message; returns how many have been said")
 * int say(@Description("what to say") Message msg, When when) throws RefusedException;
 * }</pre>
 *
 * <p>For a property, the description of the getter counts, else that of the setter or of the change
 * handler; for an operation with two methods, that of the blocking one. A change of a text does not
 * change the contract's fingerprint.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({
  ElementType.TYPE,
  ElementType.METHOD,
  ElementType.PARAMETER,
  ElementType.FIELD,
  ElementType.RECORD_COMPONENT
})
public @interface Description {
  /** The text, in plain words. */
  String value();
}
