package io.mqttremoting.e2e;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** The contract of the README's example. */
@RemoteInterface(module = "io.world", name = "Hello")
interface IHello {
  @Property
  Message getLast();

  @Property
  void setLast(Message last);

  @Property
  Subscription onLastChanged(Consumer<Message> handler);

  @Operation
  int say(Message msg, When when) throws RefusedException;

  @Operation
  default CompletableFuture<Integer> sayAsync(Message msg, When when) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return say(msg, when);
          } catch (RefusedException e) {
            throw new CompletionException(e);
          }
        });
  }

  @Signal
  Subscription onJustSaid(Consumer<Message> handler);
}
