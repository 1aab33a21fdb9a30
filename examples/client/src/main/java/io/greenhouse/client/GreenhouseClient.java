package io.greenhouse.client;

import io.greenhouse.IGreenhouse;
import io.mqttremoting.spring.ImportRemoteClients;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Shows the greenhouse on a page. */
@SpringBootApplication
@ImportRemoteClients(types = IGreenhouse.class, required = true)
public class GreenhouseClient {
  public static void main(String[] arguments) {
    SpringApplication.run(GreenhouseClient.class, arguments);
  }
}
