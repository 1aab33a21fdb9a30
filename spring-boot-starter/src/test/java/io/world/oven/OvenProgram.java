package io.world.oven;

import io.mqttremoting.internal.spring.MqttRemotingAutoConfiguration;
import io.mqttremoting.spring.ImportRemoteClients;
import io.mqttremoting.spring.RemoteService;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A program that calls its own service. */
@Configuration
@ImportAutoConfiguration({SslAutoConfiguration.class, MqttRemotingAutoConfiguration.class})
@ImportRemoteClients(types = IOven.class)
public class OvenProgram {
  @Bean
  @RemoteService
  Oven oven() {
    return new Oven();
  }

  /** Runs it, and answers what the service has answered. */
  public static int runOnce(String... arguments) {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(OvenProgram.class)
            .web(WebApplicationType.NONE)
            .run(arguments)) {
      return context.getBean("io.world.oven.IOven", IOven.class).bake(7);
    }
  }
}
