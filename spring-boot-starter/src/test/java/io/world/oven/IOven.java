package io.world.oven;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import jakarta.validation.constraints.Positive;
import java.util.function.Consumer;

@RemoteInterface(module = "io.world", name = "Oven")
public interface IOven {
  @Property
  int getMinutes();

  @Property
  Subscription onMinutesChanged(Consumer<Integer> handler);

  /** Answers how many minutes it has baked. */
  @Operation
  int bake(@Positive int minutes);

  /** Answers the thread that bakes. */
  @Operation
  String thread();
}
