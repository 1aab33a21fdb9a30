package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface that is called and served over MQTT.
 *
 * <pre>{@code
 * @RemoteInterface(module = "io.world", name = "Hello")
 * public interface IHello {
 *   @Property Message getLast();
 *   @Property void setLast(Message last);
 *   @Property Subscription onLastChanged(Consumer<Message> handler);
 *   @Operation int say(Message msg, When when) throws RefusedException;
 *   @Signal Subscription onJustSaid(Consumer<Message> handler);
 * }
 * }</pre>
 *
 * <p>Every topic of this interface starts with {@code io.world/Hello/}. Every abstract method has
 * exactly one of the annotations {@link Property}, {@link Operation} and {@link Signal}. Members
 * inherited from other interfaces, also generic ones, belong to the interface; the interface itself
 * must not have type parameters.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RemoteInterface {
  /**
   * The first topic level, a dotted name such as {@code io.world}. Default: the name of the Java
   * package.
   */
  String module() default "";

  /**
   * The second topic level. Default: the simple name of the Java interface, without a leading
   * {@code I} that is followed by another capital letter: {@code IHello} becomes {@code Hello}.
   */
  String name() default "";

  /**
   * The version of this contract, for people: two or more numbers with dots, such as {@code 1.2}.
   * It is in the status of a service and in the contract; nothing depends on it. Default: none.
   */
  String version() default "";
}
