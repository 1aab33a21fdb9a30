package io.world.oven;

import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.function.Consumer;

/** Without any annotation of Spring. */
public class Oven implements IOven {
  private final ObservableValue<Integer> minutes = new ObservableValue<>(0);

  @Override
  public int getMinutes() {
    return minutes.get();
  }

  @Override
  public Subscription onMinutesChanged(Consumer<Integer> handler) {
    return minutes.onChange(handler);
  }

  @Override
  public int bake(int more) {
    minutes.set(minutes.get() + more);
    return minutes.get();
  }

  @Override
  public String thread() {
    return Thread.currentThread().getName();
  }
}
