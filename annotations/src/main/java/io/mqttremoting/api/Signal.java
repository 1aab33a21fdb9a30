package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A signal: an event that the service raises and every connected client receives.
 *
 * <pre>{@code
 * @Signal Subscription onJustSaid(Consumer<Message> handler);
 * @Signal Subscription onMoved(BiConsumer<Integer, Integer> handler);
 * @Signal Subscription onTick(Runnable handler);
 * }</pre>
 *
 * <p>The parameter is any functional interface whose method returns {@code void}; the parameters of
 * that method are the arguments of the signal. The library passes a handler to the service's
 * implementation. When the implementation calls this handler, the arguments are published as a JSON
 * array to {@code {module}/{interface}/sig/justSaid}, not retained.
 *
 * <p>Threads: a client's handlers run in threads of the connection, one at a time for each client,
 * in order of arrival. The service may call its handler from any thread.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Signal {
  /**
   * The name on the wire. Default: the name of the method without {@code on} and with its first
   * letter in lower case.
   */
  String value() default "";
}
