package io.world.starter;

import static org.awaitility.Awaitility.await;

import io.mqttremoting.spring.test.EmbeddedMqttBroker;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
    classes = StarterProgram.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=health,remoting",
      "management.endpoint.health.show-details=always",
      "management.endpoint.health.probes.enabled=true",
      "management.endpoint.health.group.readiness.include=readinessState,mqttRemoting",
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

  @Test
  void readinessFollowsTheConnection(@Autowired Checks checks, @Autowired EmbeddedBroker broker) {
    awaitStatus(checks, "readiness", "UP");
    broker.stop();
    awaitStatus(checks, "readiness", "DOWN");
    awaitStatus(checks, "liveness", "UP");
    broker.restart();
    awaitStatus(checks, "readiness", "UP");
  }

  private static void awaitStatus(Checks checks, String group, String status) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> checks.get("health/" + group).path("status").asText().equals(status));
  }
}
