package io.world.starter;

import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.spring.RemoteService;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.world.Hello;
import io.world.IHello;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** A program with the starter, the actuator and two connections. */
@SpringBootApplication
@ImportRemoteClients(types = IHello.class)
@ImportRemoteClients(
    types = ILamp.class,
    instance = "kitchen",
    connection = "plant",
    required = true)
public class StarterProgram {
  private static final String[] PROPERTIES = {
    "server.port=0",
    "management.endpoints.web.exposure.include=health,remoting",
    "management.endpoint.health.show-details=always",
    "management.endpoint.health.probes.enabled=true",
    "management.endpoint.health.group.readiness.include=readinessState,mqttRemoting",
    "mqtt.remoting.observation.signals=true",
    "mqtt.remoting.uris=tcp://localhost:1",
    "mqtt.remoting.connections.plant.uris=tcp://localhost:1",
    "mqtt.remoting.connections.plant.namespace=plant7"
  };

  @Bean
  @RemoteService
  IHello hello() {
    return new Hello();
  }

  /** A broker that also speaks MQTT 5, if there is one. */
  private static String plant(EmbeddedBroker embedded) {
    return Optional.ofNullable(System.getenv("MQTT_REMOTING_URI"))
        .orElse(embedded.uri().toString());
  }

  /** What goes wrong ends it with an exit code. */
  public static void main(String[] args) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      SpringApplication program =
          new SpringApplicationBuilder(StarterProgram.class).properties(PROPERTIES).build();
      String[] all =
          Stream.concat(
                  Stream.of(args),
                  Stream.of(
                      "--mqtt.remoting.uris=" + broker.uri(),
                      "--mqtt.remoting.connections.plant.uris=" + plant(broker)))
              .toArray(String[]::new);
      try (ConfigurableApplicationContext context = program.run(all)) {
        context.getBean(Checks.class).run();
        context.getBean(Checks.class).traced();
      }
    }
    System.out.printf(
        "the starter runs in Spring Boot %s on Java %s%s%n",
        SpringBootVersion.getVersion(),
        Runtime.version(),
        AotDetector.useGeneratedArtifacts() ? ", with what process-aot has made" : "");
  }
}
