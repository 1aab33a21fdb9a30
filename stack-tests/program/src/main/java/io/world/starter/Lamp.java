package io.world.starter;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.spring.RemoteService;
import java.util.function.Consumer;
import org.slf4j.MDC;
import org.springframework.validation.annotation.Validated;

/** Served behind a proxy of Spring. */
@RemoteService(instance = "kitchen", connection = "plant")
@Validated
public class Lamp implements ILamp {
  private final Listeners<Consumer<Integer>> dimmed = new Listeners<>();

  @Override
  public Subscription onDimmed(Consumer<Integer> handler) {
    return dimmed.add(handler);
  }

  @Override
  public Dimmed dim(int percent) {
    dimmed.forEach(handler -> handler.accept(percent));
    return new Dimmed(Thread.currentThread().getName(), MDC.get("traceId"));
  }
}
