package io.world.starter;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import jakarta.validation.constraints.Max;
import java.util.function.Consumer;

/** Of the program that uses the starter. */
@RemoteInterface(module = "io.world", name = "Lamp")
public interface ILamp {
  /** Answers the name of the thread that runs it, and the trace in its log. */
  @Operation
  Dimmed dim(@Max(100) int percent);

  /** When it has been dimmed, to this many percent. */
  @Signal
  Subscription onDimmed(Consumer<Integer> handler);

  /** What {@link #dim} answers. */
  record Dimmed(String thread, String trace) {}
}
