package io.mqttremoting.internal.spring;

import io.micrometer.observation.ObservationRegistry;
import io.mqttremoting.micrometer.RemotingObservation;
import io.mqttremoting.spring.ConnectionBuilderCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Observation and metrics, if the module mqtt-remoting-micrometer is on the class path. */
@AutoConfiguration(after = MqttRemotingAutoConfiguration.class)
@ConditionalOnClass(RemotingObservation.class)
public class MqttRemotingMicrometerAutoConfiguration {
  /** Called by Spring. */
  public MqttRemotingMicrometerAutoConfiguration() {}

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE) // so that interceptors of users are within the observation
  ConnectionBuilderCustomizer mqttRemotingObservation(
      ObjectProvider<ObservationRegistry> registry, MqttRemotingProperties properties) {
    return (connection, builder) ->
        registry.ifUnique(each -> observation(each, properties.observation()).applyTo(builder));
  }

  private static RemotingObservation observation(
      ObservationRegistry registry, MqttRemotingProperties.Observation properties) {
    RemotingObservation observation = RemotingObservation.with(registry);
    if (properties.signals()) {
      observation = observation.withSignals();
    }
    return properties.values() ? observation.withValues() : observation;
  }

  @Bean
  ConnectionMetrics mqttRemotingMetrics(RemotingConnections connections) {
    return new ConnectionMetrics(connections);
  }
}
