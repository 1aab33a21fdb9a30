package io.greenhouse;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** All rooms together. */
@RemoteInterface
public interface IGreenhouse {
  @Property
  Climate getClimate();

  @Property
  Subscription onClimateChanged(Consumer<Climate> handler);

  /** Calibrates the thermometer of a room, by 200 degrees at most. */
  @Operation
  void calibrate(String room, double offset) throws UnknownRoomException;

  /** A room is warmer than 30 degrees: its name, and how warm it is. */
  @Signal
  Subscription onTooWarm(BiConsumer<String, Double> handler);
}
