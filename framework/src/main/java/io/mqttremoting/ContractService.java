package io.mqttremoting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.service.value.ContractImplementation;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A service that has a contract and no Java interface. Publishes its values and signals, which must
 * be as the contract says, and stops serving. Thread-safe.
 */
@SuppressWarnings("exports") // users need no JSpecify
public final class ContractService implements AutoCloseable {
  private final ContractImplementation implementation;
  private final ServiceHandle handle;

  ContractService(ContractImplementation implementation, ServiceHandle handle) {
    this.implementation = implementation;
    this.handle = handle;
  }

  /** What calls {@code handler}, with the contract by this name. */
  static ContractImplementation implementation(
      ContractModel contract, WireName name, String id, ContractHandler handler) {
    return new ContractImplementation(
        contract.named(
            name.module().orElse(contract.module()), name.name().orElse(contract.name())),
        id,
        new ContractImplementation.Handler() {
          @Override
          public CompletableFuture<?> call(String operation, Object[] arguments) throws Exception {
            ArrayNode nodes = JsonNodeFactory.instance.arrayNode(arguments.length);
            for (Object argument : arguments) {
              nodes.add((JsonNode) argument);
            }
            return handler.call(operation, nodes);
          }

          @Override
          public CompletableFuture<Optional<Object>> set(String property, Object value)
              throws Exception {
            return Objects.requireNonNull(
                    handler.set(property, (JsonNode) value),
                    () -> id + "." + property + " returned no future")
                .thenApply(accepted -> Optional.ofNullable(withoutNull(accepted)));
          }

          @Override
          public String name() {
            return handler.getClass().getName();
          }
        });
  }

  /**
   * Publishes the value of a property, unless it has this value already.
   *
   * @throws IllegalArgumentException if the contract has no such property, or if the value is not
   *     of its type; it is not published then
   */
  public void publish(String property, @Nullable JsonNode value) {
    implementation.publish(property, withoutNull(value));
  }

  /**
   * The value of a property: the last that was published, or that a client has set.
   *
   * @return empty if there is none, or if it is {@code null}
   * @throws IllegalArgumentException if the contract has no such property
   */
  public Optional<JsonNode> get(String property) {
    return Optional.ofNullable((JsonNode) implementation.value(property));
  }

  /**
   * Publishes a signal.
   *
   * @throws IllegalArgumentException if the contract has no such signal, or if the arguments are
   *     not as it says
   */
  public void signal(String signal, JsonNode... arguments) {
    implementation.signal(signal, arguments);
  }

  /** Stops serving, see {@link ServiceHandle#close()}. */
  @Override
  public void close() {
    handle.close();
  }

  /** The interface, the client identifier, and whether the service is closed. */
  @Override
  public String toString() {
    return handle.toString();
  }

  private static @Nullable Object withoutNull(@Nullable JsonNode value) {
    return value == null || value.isNull() ? null : value;
  }
}
