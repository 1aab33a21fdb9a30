package io.world.starter;

import io.mqttremoting.spring.RemoteService;
import org.slf4j.MDC;
import org.springframework.validation.annotation.Validated;

/** Served behind a proxy of Spring. */
@RemoteService(instance = "kitchen", connection = "plant")
@Validated
public class Lamp implements ILamp {
  @Override
  public Dimmed dim(int percent) {
    return new Dimmed(Thread.currentThread().getName(), MDC.get("traceId"));
  }
}
