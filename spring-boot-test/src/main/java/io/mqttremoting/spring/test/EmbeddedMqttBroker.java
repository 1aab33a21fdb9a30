package io.mqttremoting.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts an MQTT broker in the JVM of a Spring test, and connects all connections of the program to
 * it, whatever URIs its properties have.
 *
 * <pre>{@code
 * @SpringBootTest
 * @EmbeddedMqttBroker
 * class RobotTest {
 *   @Test
 *   void moves(@Autowired IRobot robot) { ... }
 * }
 * }</pre>
 *
 * <p>The broker, an {@code EmbeddedBroker}, is a bean, so tests can stop and restart it. It listens
 * on a free port of 127.0.0.1, supports MQTT 3.1.1, and lives as long as the application context:
 * test classes that share a context of Spring's cache share the broker.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EmbeddedMqttBroker {}
