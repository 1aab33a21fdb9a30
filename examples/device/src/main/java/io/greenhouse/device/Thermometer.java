package io.greenhouse.device;

import io.greenhouse.IThermometer;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.function.Consumer;

/** A plain class. Thread-safe. */
final class Thermometer implements IThermometer {
  private final ObservableValue<Double> celsius = new ObservableValue<>(0.0);
  private double offset; // guarded by this

  /** Called by the hardware, or what stands for it. */
  synchronized void measured(double raw) {
    celsius.set(raw + offset);
  }

  @Override
  public double getCelsius() {
    return celsius.get();
  }

  @Override
  public Subscription onCelsiusChanged(Consumer<Double> handler) {
    return celsius.onChange(handler);
  }

  @Override
  public synchronized void calibrate(double more) {
    offset += more;
  }
}
