package io.mqttremoting.testbroker;

import java.net.URI;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides one {@link EmbeddedBroker} for the whole test run: it is started when a parameter first
 * needs it, and closed after the last test.
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
 * {@link URI} or {@link String} with the annotation {@link BrokerUri}. The broker is shared, so
 * tests should use their own topics and client IDs. A test that stops or restarts the broker, or
 * that relies on retained messages while others run in parallel, should start its own broker with
 * {@link EmbeddedBroker#start()}.
 *
 * <p>Needs JUnit 6 or later on the test class path; this module does not depend on it.
 */
public final class BrokerExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(BrokerExtension.class);

  /** Called by JUnit, which creates the extension from its class. */
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
        "@BrokerUri requires a parameter of type java.net.URI or String, not "
            + type.getName()
            + " (parameter '"
            + parameter.getParameter().getName()
            + "') for "
            + parameter.getDeclaringExecutable());
  }

  @SuppressWarnings("deprecation") // JUnit 5 does not have the replacement
  private static EmbeddedBroker sharedBroker(ExtensionContext context) {
    // The root store closes AutoCloseable values at the end of the run.
    return Objects.requireNonNull(
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                EmbeddedBroker.class, key -> EmbeddedBroker.start(), EmbeddedBroker.class));
  }
}
