package io.mqttremoting.internal.spring;

import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Ports;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Contexts with what the starter configures by itself. */
final class Contexts {
  private Contexts() {}

  /** With a broker that is not there. */
  static ApplicationContextRunner withoutBroker() {
    return runner().withPropertyValues("mqtt.remoting.uris=tcp://127.0.0.1:" + Ports.free());
  }

  static ApplicationContextRunner with(EmbeddedBroker broker) {
    return runner().withPropertyValues("mqtt.remoting.uris=" + broker.uri());
  }

  static ApplicationContextRunner runner() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                SslAutoConfiguration.class,
                MqttRemotingAutoConfiguration.class,
                MqttRemotingHealthAutoConfiguration.class,
                MqttRemotingEndpointAutoConfiguration.class,
                MqttRemotingMicrometerAutoConfiguration.class));
  }
}
