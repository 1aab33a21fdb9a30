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
  /** The last message said. A client returns the last received value without waiting. */
  @Property
  Message getLast();

  /** Asks the service to change the last message. */
  @Property
  void setLast(Message last);

  /** Calls {@code handler} with each change of the last message. */
  @Property
  Subscription onLastChanged(Consumer<Message> handler);

  /** Says a message and returns how many have been said. */
  @Operation
  int say(Message msg, When when) throws RefusedException;

  /** The same operation, without waiting. */
  @Operation
  default CompletableFuture<Integer> sayAsync(Message msg, When when) {
    return CompletableFuture
        .supplyAsync( // used by a local Hello; a client overrides this without blocking a thread
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
