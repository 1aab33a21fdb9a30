package io.mqttremoting.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Makes a bean of each remote interface that is listed in {@link #types} or found in {@link
 * #basePackages}: a client, which can be injected.
 *
 * <pre>{@code
 * @SpringBootApplication
 * @ImportRemoteClients(types = IRobot.class)
 * class Program {
 *   @Bean
 *   CommandLineRunner mover(IRobot robot) {
 *     return arguments -> robot.moveTo(new Position(1, 2));
 *   }
 * }
 * }</pre>
 *
 * <p>The name of a bean is that of its interface with the package, such as {@code
 * com.example.IRobot}, followed by {@code @kitchen} if it has an instance, and preceded by {@code
 * plant:} if it has a connection. The instance, or else the connection, is also its qualifier: with
 * {@code instance = "kitchen"}, inject {@code @Qualifier("kitchen") IRobot}.
 *
 * <p>Client beans need no broker to be created. While there is no connection, getters return what
 * was received before, and calls fail at once with {@code NotConnectedException}.
 *
 * <p>The texts may contain placeholders, such as {@code ${robot.name}}.
 */
@Documented
@Import(RemoteClientRegistrar.class)
@Repeatable(ImportRemoteClients.Several.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ImportRemoteClients {
  /**
   * Packages in which to find interfaces with {@code @RemoteInterface}, also in packages below
   * them. Default: if there are no {@link #types}, the package of the annotated class.
   */
  String[] basePackages() default {};

  /** Interfaces with {@code @RemoteInterface}. */
  Class<?>[] types() default {};

  /** The instance to call, see {@code ClientOptions.withInstance}. Default: none. */
  String instance() default "";

  /**
   * The connection, a name below {@code mqtt.remoting.connections}. Default: the connection that
   * {@code mqtt.remoting.*} configures.
   */
  String connection() default "";

  /**
   * Whether the program needs these services: if so, its health is down unless a service of each
   * interface is known to be online. Services in other languages publish no status, so they must
   * not be required.
   */
  boolean required() default false;

  /** Several of these annotations on one class. */
  @Documented
  @Import(RemoteClientRegistrar.class)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Several {
    /** The annotations. */
    ImportRemoteClients[] value();
  }
}
