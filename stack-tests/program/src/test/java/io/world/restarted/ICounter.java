package io.world.restarted;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import java.util.List;

/** Of the program that devtools restart. */
@RemoteInterface(module = "io.world", name = "Counter")
public interface ICounter {
  @Operation
  Starts starts();

  /**
   * How often the program has started.
   *
   * @param clientId of the connection of the last one
   * @param hasOwnLoader whether user code has the class loader of the last one as its context
   * @param kept of which of these starts the class loaders are in memory
   */
  record Starts(int count, String clientId, boolean hasOwnLoader, List<Integer> kept) {}
}
