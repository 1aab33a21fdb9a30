package io.mqttremoting.testbroker;

import java.net.URI;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one {@link EmbeddedBroker} that the whole test run shares: it is started when a
 * parameter first asks for it, and closed after the last test.
 *
 * <pre>{@code
 * @ExtendWith(BrokerExtension.class)
 * class ThermostatTest {
 *   @Test
 *   void reportsItsTemperature(@BrokerUri URI broker) { ... }
 * }
 * }</pre>
 *
 * <p>Constructors, test methods and lifecycle methods can take an {@link EmbeddedBroker}, or a
 * {@link URI} or {@link String} marked with {@link BrokerUri}. As the broker is shared, tests
 * should use topics and client ids of their own; a test that stops or restarts the broker, or runs
 * in parallel with others and counts on retained messages, should rather start a private one with
 * {@link EmbeddedBroker#start()}.
 *
 * <p>Needs JUnit 6 or later on the test's class path; this module doesn't bring it.
 */
public final class BrokerExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(BrokerExtension.class);

  /** Called by JUnit, which registers the extension by its class. */
  public BrokerExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(BrokerUri.class)
        || parameter.getParameter().getType() == EmbeddedBroker.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == EmbeddedBroker.class) {
      return sharedBroker(context);
    }
    if (type == URI.class) {
      return sharedBroker(context).uri();
    }
    if (type == String.class) {
      return sharedBroker(context).uri().toString();
    }
    throw new ParameterResolutionException(
        "@BrokerUri goes on a parameter of type java.net.URI or String, not "
            + type.getName()
            + " (parameter '"
            + parameter.getParameter().getName()
            + "') for "
            + parameter.getDeclaringExecutable());
  }

  @SuppressWarnings("deprecation") // its successor is not in JUnit 5
  private static EmbeddedBroker sharedBroker(ExtensionContext context) {
    // The root store closes what is AutoCloseable at the end of the run.
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            EmbeddedBroker.class, key -> EmbeddedBroker.start(), EmbeddedBroker.class);
  }
}
