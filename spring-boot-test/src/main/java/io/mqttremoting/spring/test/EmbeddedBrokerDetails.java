package io.mqttremoting.spring.test;

import io.mqttremoting.spring.MqttRemotingConnectionDetails;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.util.List;
import org.springframework.core.Ordered;

/** Points all connections to the embedded broker, before other details. */
final class EmbeddedBrokerDetails implements MqttRemotingConnectionDetails, Ordered {
  private final EmbeddedBroker broker;

  EmbeddedBrokerDetails(EmbeddedBroker broker) {
    this.broker = broker;
  }

  @Override
  public boolean supports(String connection) {
    return true;
  }

  @Override
  public List<String> getUris() {
    return List.of(broker.uri().toString());
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
