package io.greenhouse;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import java.util.function.Consumer;

/** A device, served once for each room. */
@RemoteInterface
public interface IThermometer {
  @Property
  double getCelsius();

  @Property
  Subscription onCelsiusChanged(Consumer<Double> handler);

  /** Adds {@code offset} to all later measurements. */
  @Operation
  void calibrate(double offset);
}
