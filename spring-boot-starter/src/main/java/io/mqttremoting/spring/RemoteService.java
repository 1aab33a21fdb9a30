package io.mqttremoting.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Component;

/**
 * Serves a bean: all its interfaces that have the annotation {@code @RemoteInterface}.
 *
 * <pre>{@code
 * @RemoteService
 * class Robot implements IRobot { ... }
 * }</pre>
 *
 * <p>On a class, it also makes the class a component, as {@code @Component} does. On a
 * {@code @Bean} method, it serves the bean that the method returns. The bean must be a singleton.
 * Proxies of Spring ({@code @Transactional}, {@code @Async}, {@code @Validated}, aspects) are
 * called for each request.
 *
 * <p>Beans are served when the program has started: after all singletons are created and the web
 * server listens. When the program stops, they are the first to stop: requests that run may end
 * within {@code mqtt.remoting.drain-timeout}. The program fails to start if a bean cannot be
 * served.
 *
 * <p>The texts may contain placeholders, such as {@code ${robot.name}}.
 */
@Documented
@Component
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RemoteService {
  /** The instance to serve as, see {@code ServiceOptions.withInstance}. Default: none. */
  String instance() default "";

  /** The group that shares the requests, see {@code ServiceOptions.withGroup}. Default: none. */
  String group() default "";

  /** How many requests may run at a time. Default: one, in the order in which they arrive. */
  int concurrency() default 1;

  /**
   * The connection, a name below {@code mqtt.remoting.connections}. Default: the connection that
   * {@code mqtt.remoting.*} configures.
   */
  String connection() default "";
}
