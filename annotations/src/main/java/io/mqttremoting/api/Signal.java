package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A signal: an event that the service raises and every client that is connected hears.
 *
 * <pre>{@code
 * @Signal Subscription onJustSaid(Consumer<Message> handler);
 * @Signal Subscription onMoved(BiConsumer<Integer, Integer> handler);
 * @Signal Subscription onTick(Runnable handler);
 * }</pre>
 *
 * <p>The parameter is any functional interface whose method returns {@code void}; the parameters of
 * that method are the arguments of the signal. When the service's implementation calls the handler
 * that it was given, the arguments are published as a JSON array to {@code
 * {module}/{interface}/sig/justSaid}, not retained.
 *
 * <p>Threads: a client's handlers are called in threads of the connection, one at a time for each
 * client, in the order of arrival; the service may call its handler from any thread.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Signal {
  /**
   * The name on the wire. Default: the name of the method less {@code on}, its first letter in
   * lower case.
   */
  String value() default "";
}
