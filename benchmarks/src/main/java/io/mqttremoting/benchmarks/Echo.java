package io.mqttremoting.benchmarks;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Does as little as possible. */
public final class Echo implements IEcho {
  private final ObservableValue<String> text = new ObservableValue<>("");
  private final Listeners<Consumer<String>> tick = new Listeners<>();

  @Override
  public String getText() {
    return text.get();
  }

  @Override
  public void setText(String value) {
    text.set(value);
  }

  @Override
  public Subscription onTextChanged(Consumer<String> handler) {
    return text.onChange(handler);
  }

  @Override
  public String echo(String value) {
    return value;
  }

  @Override
  public String change(String value) {
    text.set(value);
    return value;
  }

  @Override
  public int store(List<Reading> readings) {
    return readings.size();
  }

  @Override
  public int nap(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    return millis;
  }

  @Override
  public Subscription onTick(Consumer<String> handler) {
    return tick.add(handler);
  }

  /** Raises the signal. */
  void tick(String value) {
    tick.forEach(handler -> handler.accept(value));
  }
}
