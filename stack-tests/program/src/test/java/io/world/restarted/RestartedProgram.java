package io.world.restarted;

import io.mqttremoting.spring.ImportRemoteClients;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/** A service that its own program calls. */
@SpringBootApplication
@ImportRemoteClients(types = ICounter.class)
public class RestartedProgram {
  public static void main(String[] arguments) {
    SpringApplication.run(RestartedProgram.class, arguments);
  }

  @Bean
  ApplicationListener<ApplicationReadyEvent> caller(
      @Qualifier("io.world.restarted.ICounter") ICounter counter) {
    return event -> System.out.println("start " + counter.starts().count());
  }
}
