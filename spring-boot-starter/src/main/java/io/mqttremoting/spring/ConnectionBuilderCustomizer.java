package io.mqttremoting.spring;

import io.mqttremoting.ConnectionBuilder;

/**
 * Changes the builder of a connection before the connection is created, for what the properties
 * cannot say: credentials that expire, mix-ins of Jackson. All beans of this type are called, in
 * their order, after the properties are applied.
 */
@FunctionalInterface
public interface ConnectionBuilderCustomizer {
  /**
   * Changes a builder.
   *
   * @param connection the name below {@code mqtt.remoting.connections}, or {@code default}
   * @param builder of the connection
   */
  void customize(String connection, ConnectionBuilder builder);
}
