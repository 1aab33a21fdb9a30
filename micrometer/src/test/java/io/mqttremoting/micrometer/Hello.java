package io.mqttremoting.micrometer;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Its operations do what a test sets. */
class Hello implements IHello {
  final ObservableValue<Integer> level = new ObservableValue<>(0);
  final ObservableValue<String> title = new ObservableValue<>("none");
  final Listeners<Consumer<String>> said = new Listeners<>();
  volatile Saying saying = text -> text.length();
  volatile Function<String, CompletableFuture<Integer>> sayingLater =
      text -> CompletableFuture.completedFuture(text.length());

  /** What {@link #say} does. */
  interface Saying {
    int say(String text) throws RefusedException;
  }

  @Override
  public int getLevel() {
    return level.get();
  }

  @Override
  public CompletableFuture<Integer> setLevel(int value) {
    level.set(value);
    return CompletableFuture.completedFuture(value);
  }

  @Override
  public Subscription onLevelChanged(Consumer<Integer> handler) {
    return level.onChange(handler);
  }

  @Override
  public String getTitle() {
    return title.get();
  }

  @Override
  public void setTitle(String value) {
    title.set(value);
  }

  @Override
  public Subscription onTitleChanged(Consumer<String> handler) {
    return title.onChange(handler);
  }

  @Override
  public int say(String text) throws RefusedException {
    return saying.say(text);
  }

  @Override
  public CompletableFuture<Integer> sayLater(String text) {
    return sayingLater.apply(text);
  }

  @Override
  public Subscription onSaid(Consumer<String> handler) {
    return said.add(handler);
  }

  void raise(String text) {
    said.forEach(handler -> handler.accept(text));
  }
}
