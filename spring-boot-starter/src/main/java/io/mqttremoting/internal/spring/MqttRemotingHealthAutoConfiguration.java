package io.mqttremoting.internal.spring;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health, as the version of Boot on the class path has it. */
@AutoConfiguration(after = MqttRemotingAutoConfiguration.class)
public class MqttRemotingHealthAutoConfiguration {
  /** Called by Spring. */
  public MqttRemotingHealthAutoConfiguration() {}

  /** Of Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = {
        "org.springframework.boot.actuate.health.HealthIndicator",
        "org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator"
      })
  static class Boot3 {
    @Bean
    @org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator(
        "mqttRemoting")
    org.springframework.boot.actuate.health.HealthIndicator mqttRemotingHealthIndicator(
        RemotingConnections connections, ListableBeanFactory beans) {
      MqttRemotingHealth health = new MqttRemotingHealth(connections, beans);
      return () -> {
        MqttRemotingHealth.Report report = health.report();
        return (report.isUp()
                ? org.springframework.boot.actuate.health.Health.up()
                : org.springframework.boot.actuate.health.Health.down())
            .withDetails(report.details())
            .build();
      };
    }
  }

  /** Of Boot 4, which has it in another module. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = {
        "org.springframework.boot.health.contributor.HealthIndicator",
        "org.springframework.boot.health.autoconfigure.contributor"
            + ".ConditionalOnEnabledHealthIndicator"
      })
  static class Boot4 {
    @Bean
    @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator(
        "mqttRemoting")
    org.springframework.boot.health.contributor.HealthIndicator mqttRemotingHealthIndicator(
        RemotingConnections connections, ListableBeanFactory beans) {
      MqttRemotingHealth health = new MqttRemotingHealth(connections, beans);
      return () -> {
        MqttRemotingHealth.Report report = health.report();
        return (report.isUp()
                ? org.springframework.boot.health.contributor.Health.up()
                : org.springframework.boot.health.contributor.Health.down())
            .withDetails(report.details())
            .build();
      };
    }
  }
}
