package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.spring.RemoteService;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Await;
import io.world.oven.ILamp;
import io.world.oven.IOven;
import io.world.oven.Oven;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health and the endpoint, with Boot 3; those of Boot 4 are tested by its programs. */
class ActuatorTest {
  @Configuration
  @ImportRemoteClients(types = ILamp.class)
  static class Beans {
    @Bean
    @RemoteService(instance = "hall")
    Oven oven() {
      return new Oven();
    }
  }

  @Configuration
  @ImportRemoteClients(types = IOven.class, required = true)
  static class Required {}

  @Test
  void healthIsThatOfTheConnection() {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      Contexts.with(broker)
          .withUserConfiguration(Beans.class)
          .withPropertyValues(
              "mqtt.remoting.client-id=program",
              "mqtt.remoting.username=somebody",
              "mqtt.remoting.password=secret-word")
          .run(
              context -> {
                HealthIndicator health =
                    context.getBean("mqttRemotingHealthIndicator", HealthIndicator.class);
                Map<String, Object> connection = new java.util.LinkedHashMap<>();
                connection.put("state", "CONNECTED");
                connection.put("uris", List.of(broker.uri().toString()));
                connection.put("clientId", "program");
                connection.put("mqttVersion", "3.1.1");
                assertEquals(
                    Health.up().withDetails(Map.of("default", connection)).build(),
                    health.health());
                broker.stop();
                Await.until("down", () -> health.health().getStatus().equals(Status.DOWN));
                assertFalse(health.health().toString().contains("secret-word"));
                broker.restart();
                Await.until("up", () -> health.health().getStatus().equals(Status.UP));
              });
    }
  }

  @Test
  void healthIsDownWithoutARequiredService() {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RemotingConnection other = MqttRemoting.connect(broker.uri().toString())) {
      Contexts.with(broker)
          .withUserConfiguration(Required.class)
          .run(
              context -> {
                HealthIndicator health = context.getBean(HealthIndicator.class);
                assertEquals(Status.DOWN, health.health().getStatus());
                assertEquals(
                    Map.of("io.world.oven.IOven", "offline"),
                    health.health().getDetails().get("requiredServices"));
                other.serve(new Oven());
                Await.until("up", () -> health.health().getStatus().equals(Status.UP));
                assertEquals(
                    Map.of("io.world.oven.IOven", "online"),
                    health.health().getDetails().get("requiredServices"));
              });
    }
  }

  @Test
  void healthCanBeDisabled() {
    Contexts.withoutBroker()
        .withPropertyValues("management.health.mqttRemoting.enabled=false")
        .run(context -> assertEquals(0, context.getBeanNamesForType(HealthIndicator.class).length));
  }

  @Test
  void theEndpointListsConnectionsClientsServicesAndContracts() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      Contexts.with(broker)
          .withUserConfiguration(Beans.class)
          .withPropertyValues("management.endpoints.web.exposure.include=remoting")
          .run(
              context -> {
                MqttRemotingEndpoint endpoint = context.getBean(MqttRemotingEndpoint.class);
                Map<String, Object> all = endpoint.remoting();
                assertEquals(
                    List.of("connections", "clients", "services"), List.copyOf(all.keySet()));
                assertTrue(((Map<?, ?>) all.get("connections")).containsKey("default"));
                assertEquals(
                    Map.of(
                        "io.world.oven.ILamp",
                        Map.of(
                            "interface",
                            "io.world.Lamp",
                            "connection",
                            "default",
                            "required",
                            false,
                            "available",
                            false)),
                    all.get("clients"));
                assertEquals(
                    Map.of(
                        "oven",
                        Map.of(
                            "interfaces",
                            List.of("io.world.Oven"),
                            "instance",
                            "hall",
                            "connection",
                            "default")),
                    all.get("services"));
                assertEquals("io.world", endpoint.contract("io.world.Oven").get("name"));
                assertEquals("io.world", endpoint.contract("io.world.Lamp").get("name"));
                assertEquals("io.world", endpoint.contract("io.world.oven.IOven").get("name"));
                assertNull(endpoint.contract("io.world.Other"));
              });
    }
  }

  @Test
  void theEndpointIsNotThereUnlessItIsExposed() {
    Contexts.withoutBroker()
        .run(
            context ->
                assertEquals(0, context.getBeanNamesForType(MqttRemotingEndpoint.class).length));
  }
}
