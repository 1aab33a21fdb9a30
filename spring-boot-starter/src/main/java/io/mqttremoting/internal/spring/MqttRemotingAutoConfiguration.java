package io.mqttremoting.internal.spring;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.spring.ServiceOptionsCustomizer;
import jakarta.validation.ConstraintViolationException;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.validation.method.MethodValidationException;

/** The connections, what starts them, and what serves beans. */
@AutoConfiguration
@ConditionalOnClass(MqttRemoting.class)
@EnableConfigurationProperties({ConnectionProperties.class, MqttRemotingProperties.class})
@Import(ConnectionRegistrar.class)
public class MqttRemotingAutoConfiguration {
  private static final int JAVA_WITH_VIRTUAL_THREADS = 21;

  /** Called by Spring. */
  public MqttRemotingAutoConfiguration() {}

  @Bean(RemotingConnections.BEAN_NAME)
  RemotingConnections mqttRemotingConnections(
      ConnectionProperties defaults,
      MqttRemotingProperties properties,
      Environment environment,
      ConfigurableListableBeanFactory beans) {
    return new RemotingConnections(
        RemotingConnections.names(environment), new ConnectionFactory(defaults, properties, beans));
  }

  @Bean
  ConnectionStarter mqttRemotingConnectionStarter(
      RemotingConnections connections, MqttRemotingProperties properties) {
    return new ConnectionStarter(connections, properties.startupTimeout());
  }

  @Bean
  ServiceServer mqttRemotingServiceServer(
      RemotingConnections connections,
      MqttRemotingProperties properties,
      Environment environment,
      ObjectProvider<ServiceInterceptor> interceptors,
      ObjectProvider<ServiceOptionsCustomizer> customizers,
      ConfigurableListableBeanFactory beans) {
    boolean virtual =
        environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)
            && Runtime.version().feature() >= JAVA_WITH_VIRTUAL_THREADS;
    Executor executor = virtual ? new VirtualThreadTaskExecutor("remoting-virtual-") : null;
    return new ServiceServer(
        connections,
        new ServiceBeans(beans, properties.serveAll()),
        new OptionsOfBeans(executor, interceptors, customizers),
        beans);
  }

  /** Callers get the messages of Bean Validation. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ConstraintViolationException.class)
  static class Validation {
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE) // so that users can choose another code
    ServiceOptionsCustomizer mqttRemotingValidationErrors() {
      return (bean, options) ->
          options
              .withErrors(ConstraintViolationException.class, ErrorCode.INVALID_ARGUMENT)
              .withErrors(MethodValidationException.class, ErrorCode.INVALID_ARGUMENT);
    }
  }
}
