package io.mqttremoting.spring.test;

import io.mqttremoting.testbroker.EmbeddedBroker;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/** Adds the beans to a context. Equal to all others, so that tests can share contexts. */
record EmbeddedMqttBrokerCustomizer() implements ContextCustomizer {
  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
    RootBeanDefinition broker = new RootBeanDefinition(EmbeddedBroker.class);
    broker.setFactoryMethodName("start");
    registry.registerBeanDefinition("embeddedMqttBroker", broker);
    RootBeanDefinition details = new RootBeanDefinition(EmbeddedBrokerDetails.class);
    registry.registerBeanDefinition("embeddedMqttBrokerDetails", details);
  }
}
