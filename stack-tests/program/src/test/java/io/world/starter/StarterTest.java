package io.world.starter;

import io.mqttremoting.spring.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
    classes = StarterProgram.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=health,remoting",
      "management.endpoint.health.show-details=always",
      "mqtt.remoting.uris=tcp://localhost:1",
      "mqtt.remoting.connections.plant.uris=tcp://localhost:1",
      "mqtt.remoting.connections.plant.namespace=plant7"
    })
@EmbeddedMqttBroker
class StarterTest {
  @Test
  void theProgramRunsWithTheBrokerOfTheTest(@Autowired Checks checks) throws Exception {
    checks.run();
  }
}
