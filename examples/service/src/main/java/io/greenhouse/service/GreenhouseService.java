package io.greenhouse.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Serves the greenhouse. */
@SpringBootApplication
public class GreenhouseService {
  public static void main(String[] arguments) {
    SpringApplication.run(GreenhouseService.class, arguments);
  }
}
