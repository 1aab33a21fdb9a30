package io.mqttremoting.micrometer;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A member of each kind. */
@RemoteInterface(module = "io.world", name = "Hello")
interface IHello {
  @Property
  int getLevel();

  @Property
  CompletableFuture<Integer> setLevel(int level);

  @Property
  Subscription onLevelChanged(Consumer<Integer> handler);

  @Property
  String getTitle();

  @Property
  void setTitle(String title);

  @Property
  Subscription onTitleChanged(Consumer<String> handler);

  @Operation
  int say(String text) throws RefusedException;

  @Operation
  CompletableFuture<Integer> sayLater(String text);

  @Signal
  Subscription onSaid(Consumer<String> handler);
}
