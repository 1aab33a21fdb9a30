package io.world.oven;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;

@RemoteInterface(module = "io.world", name = "Lamp")
public interface ILamp {
  @Operation
  boolean light(boolean on);
}
