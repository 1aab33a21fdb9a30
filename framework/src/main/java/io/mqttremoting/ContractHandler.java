package io.mqttremoting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.concurrent.CompletableFuture;

/**
 * Executes the calls of a service that has a contract and no Java interface, see {@link
 * RemotingConnection#serve(Contract, ContractHandler, ServiceOptions)}. The library has checked the
 * arguments against the contract.
 *
 * <p>The methods are called as those of an implementation are: one at a time unless the options say
 * otherwise. A call ends when its future completes. Callers get a {@link
 * io.mqttremoting.api.RemotingException}, thrown or in the future, with its code and reason, also
 * the one of a failed remote call; use {@link
 * io.mqttremoting.api.RemotingException#application(String, String)} for an error that the
 * operation declares. They get other exceptions as from an implementation.
 */
@FunctionalInterface
public interface ContractHandler {
  /**
   * Executes an operation.
   *
   * @param arguments one for each parameter
   * @return the result; any node, or {@code null}, for an operation without one
   */
  CompletableFuture<JsonNode> call(String operation, ArrayNode arguments) throws Exception;

  /**
   * Decides on a request to change a property: returns the value that the property has from then
   * on, which is published, or fails. By default, all changes are accepted.
   */
  default CompletableFuture<JsonNode> set(String property, JsonNode value) throws Exception {
    return CompletableFuture.completedFuture(value);
  }
}
