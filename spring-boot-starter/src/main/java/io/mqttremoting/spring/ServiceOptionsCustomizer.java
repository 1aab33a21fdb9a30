package io.mqttremoting.spring;

import io.mqttremoting.ServiceOptions;

/**
 * Changes the options of a bean that is served, for what {@link RemoteService} cannot say: codes of
 * exceptions, a delivery, another name on the wire. All beans of this type are called, in their
 * order.
 */
@FunctionalInterface
public interface ServiceOptionsCustomizer {
  /**
   * Changes options.
   *
   * @param beanName of the bean that is served
   * @param options as {@link RemoteService} and earlier customizers have made them
   * @return the options to use
   */
  ServiceOptions customize(String beanName, ServiceOptions options);
}
