package io.mqttremoting.spring.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Adds a broker to the contexts of tests with {@link EmbeddedMqttBroker}. */
final class EmbeddedMqttBrokerFactory implements ContextCustomizerFactory {
  EmbeddedMqttBrokerFactory() {}

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    return TestContextAnnotationUtils.hasAnnotation(testClass, EmbeddedMqttBroker.class)
        ? new EmbeddedMqttBrokerCustomizer()
        : null;
  }
}
