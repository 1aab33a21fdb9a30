package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Counts how often each call is executed, while its properties change all the time. */
@RemoteInterface(module = "chaos", name = "Counter")
interface ICounter {
  /** How often the call with this name has been executed, this time included. */
  record Counted(String call, int times) {}

  /** The values of the properties. */
  record State(long tick, String note) {}

  @Property
  long getTick();

  @Property
  Subscription onTickChanged(Consumer<Long> handler);

  @Property
  String getNote();

  @Property
  void setNote(String note);

  @Property
  Subscription onNoteChanged(Consumer<String> handler);

  /** Counts at once, and answers after {@code millis}. */
  @Operation
  default Counted count(String call, int millis) {
    return countAsync(call, millis).join();
  }

  @Operation
  CompletableFuture<Counted> countAsync(String call, int millis);

  /** Stops the ticking, and returns the final values. */
  @Operation
  State settle();
}
