package io.world;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Says things. */
@RemoteInterface(module = "io.world", name = "Hello")
public interface IHello {
  /** What was said last: the last value received, at once. */
  @Property
  Message getLast();

  /** Asks the service to change what was said last. */
  @Property
  void setLast(Message last);

  /** Calls {@code handler} with each change of what was said last. */
  @Property
  Subscription onLastChanged(Consumer<Message> handler);

  /** Says a message, and tells how many have been said. */
  @Operation
  int say(Message msg, When when) throws RefusedException;

  /** The same operation, without waiting. */
  @Operation
  default CompletableFuture<Integer> sayAsync(Message msg, When when) {
    return CompletableFuture
        .supplyAsync( // what a local Hello does; a client does not block a thread
            () -> {
              try {
                return say(msg, when);
              } catch (RefusedException e) {
                throw new CompletionException(e);
              }
            });
  }

  /** Calls {@code handler} with each message that is said. */
  @Signal
  Subscription onJustSaid(Consumer<Message> handler);
}
