package io.mqttremoting.internal.spring;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The endpoint of the actuator. */
@AutoConfiguration(after = MqttRemotingAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
public class MqttRemotingEndpointAutoConfiguration {
  /** Called by Spring. */
  public MqttRemotingEndpointAutoConfiguration() {}

  @Bean
  @ConditionalOnAvailableEndpoint(MqttRemotingEndpoint.class)
  MqttRemotingEndpoint mqttRemotingEndpoint(
      RemotingConnections connections, ServiceServer services, ListableBeanFactory beans) {
    return new MqttRemotingEndpoint(connections, services, beans);
  }
}
