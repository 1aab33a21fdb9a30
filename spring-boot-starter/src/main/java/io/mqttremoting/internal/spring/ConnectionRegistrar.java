package io.mqttremoting.internal.spring;

import static io.mqttremoting.spring.MqttRemotingConnectionDetails.DEFAULT_CONNECTION;

import io.mqttremoting.RemotingConnection;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Registers a bean for each connection that properties configure. */
final class ConnectionRegistrar implements ImportBeanDefinitionRegistrar {
  private static final String SUFFIX = "MqttRemotingConnection";

  private final Environment environment;

  ConnectionRegistrar(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
    for (String name : RemotingConnections.names(environment)) {
      RootBeanDefinition definition = new RootBeanDefinition(RemotingConnection.class);
      definition.setFactoryBeanName(RemotingConnections.BEAN_NAME);
      definition.setFactoryMethodName("get");
      definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
      definition.setPrimary(name.equals(DEFAULT_CONNECTION));
      definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
      registry.registerBeanDefinition(
          name.equals(DEFAULT_CONNECTION) ? "mqttRemotingConnection" : name + SUFFIX, definition);
    }
  }
}
