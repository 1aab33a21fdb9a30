package io.mqttremoting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.RemoteClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A remote interface without its Java interface: members by their names on the wire, values as
 * JSON. For tools, tests and bridges, and for services in other languages.
 *
 * <pre>{@code
 * RemoteObject hello = connection.remote("io.world", "Hello");
 * JsonNode length = hello.call("say", mapper.readTree("{\"content\":\"hi\"}"), IntNode.valueOf(0));
 * hello.onChanged("last", value -> System.out.println(value));
 * }</pre>
 *
 * <p>Calls and values are like those of typed clients: the same timeouts, guarantees, interceptors
 * and exceptions. An error that an operation declares is a {@link RemotingException} with code
 * {@code APPLICATION} and its {@link RemotingException#errorType() errorType}. Up to 1,000
 * properties, operations and signals each may be used or heard; more are refused with {@code
 * RESOURCE_EXHAUSTED}.
 *
 * <p>A Java {@code null} as a value or an argument means the JSON value {@code null}. Nodes that
 * this returns, or gives to handlers, are shared: do not change them. Handlers run one at a time in
 * worker threads of the connection, like those of a client, and may block. Names are checked: a
 * name that is not a topic level is an {@link IllegalArgumentException}.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("exports") // users need no JSpecify
public final class RemoteObject implements AutoCloseable {
  private final RemoteClient client;
  private final Optional<Duration> timeout;

  RemoteObject(RemoteClient client, Optional<Duration> timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /**
   * The same remote interface, whose callers wait for another time. Closing either closes both.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public RemoteObject withTimeout(Duration other) {
    if (other.isNegative() || other.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, not " + other);
    }
    return new RemoteObject(client, Optional.of(other));
  }

  /**
   * Asks the service for its contract. Only services of this library answer this, see {@link
   * ClientHandle#contract()}.
   */
  public CompletableFuture<Contract> describe() {
    return client.instance().contract().thenApply(Contract::new);
  }

  /**
   * Calls an operation and waits for the reply.
   *
   * @param arguments one for each parameter
   * @return the result; services of this library reply {@code 0} for an operation without one
   * @throws RemotingException if it fails, as for a client
   */
  public JsonNode call(String operation, JsonNode... arguments) {
    return call(operation, Arrays.asList(arguments));
  }

  /** Calls an operation with a list of arguments, as {@link #call(String, JsonNode...)} does. */
  public JsonNode call(String operation, List<? extends JsonNode> arguments) {
    return orNull(client.call(operation, array(arguments), timeout));
  }

  /**
   * Calls an operation with arguments by the names of its parameters. The service is asked for its
   * contract, once, to put them in order. A parameter that may be {@code null} may be left out.
   *
   * @throws RemotingException also as {@link #describe()} does; with code {@code INVALID_ARGUMENT}
   *     if an argument is missing or unknown, and {@code UNIMPLEMENTED} if the contract has no such
   *     operation
   */
  public JsonNode call(String operation, Map<String, ? extends JsonNode> arguments) {
    return call(operation, client.await(operation, ordered(operation, arguments)));
  }

  /**
   * Calls an operation. Cancelling the future gives up the call.
   *
   * @return completes in a thread for user code; fails with the exceptions of {@link #call(String,
   *     JsonNode...)}
   */
  public CompletableFuture<JsonNode> callAsync(String operation, JsonNode... arguments) {
    return callAsync(operation, Arrays.asList(arguments));
  }

  /** Calls an operation with a list of arguments. */
  public CompletableFuture<JsonNode> callAsync(
      String operation, List<? extends JsonNode> arguments) {
    return nodes(client.callAsync(operation, array(arguments), timeout));
  }

  /** Calls an operation with named arguments, as {@link #call(String, Map)} does. */
  public CompletableFuture<JsonNode> callAsync(
      String operation, Map<String, ? extends JsonNode> arguments) {
    return ordered(operation, arguments).thenCompose(list -> callAsync(operation, list));
  }

  /**
   * Calls an operation without waiting for what comes of it: for operations that are one-way, and
   * for those without a result of services in other languages that do not reply to them.
   */
  public void send(String operation, JsonNode... arguments) {
    client.send(operation, array(Arrays.asList(arguments)));
  }

  private CompletableFuture<List<JsonNode>> ordered(
      String operation, Map<String, ? extends JsonNode> arguments) {
    Map<String, JsonNode> given = new TreeMap<>();
    arguments.forEach((name, value) -> given.put(name, orNull(value)));
    return client.parameters(operation).thenApply(fields -> ordered(operation, fields, given));
  }

  private List<JsonNode> ordered(
      String operation, List<Field> parameters, Map<String, JsonNode> given) {
    List<JsonNode> ordered = new ArrayList<>();
    for (Field parameter : parameters) {
      JsonNode value = given.remove(parameter.name());
      if (value == null && !parameter.type().nullable()) {
        throw invalid(operation, "argument '" + parameter.name() + "' is missing", parameters);
      }
      ordered.add(orNull(value));
    }
    if (!given.isEmpty()) {
      String unknown = String.join("', '", given.keySet());
      throw invalid(operation, "there is no parameter '" + unknown + "'", parameters);
    }
    return ordered;
  }

  private RemotingException invalid(String operation, String problem, List<Field> parameters) {
    List<String> names = parameters.stream().map(Field::name).toList();
    return client.failure(
        ErrorCode.INVALID_ARGUMENT, operation, problem + "; the parameters are " + names);
  }

  /** The value of a property that was received last; empty if none was. */
  public Optional<JsonNode> get(String property) {
    return Optional.ofNullable((JsonNode) client.value(property));
  }

  /** The values of all properties that were received last, by name. */
  public Map<String, JsonNode> properties() {
    Map<String, JsonNode> values = new TreeMap<>();
    client.values().forEach((name, value) -> values.put(name, (JsonNode) value));
    return values;
  }

  /**
   * Asks the service for the current value of a property. Only services of this library answer
   * this, see {@link ClientHandle#fetch}.
   */
  public CompletableFuture<JsonNode> fetch(String property) {
    return nodes(client.fetch(property, timeout));
  }

  /**
   * Sends a request to change a property, without waiting for what comes of it.
   *
   * @throws RemotingException if it cannot be sent
   */
  public void set(String property, @Nullable JsonNode value) {
    client.set(property, orNull(value));
  }

  /**
   * Asks the service to change a property, and waits for the answer. Only services of this library
   * answer this.
   *
   * @return the value that the property has then; fails with the exceptions of {@link #call(String,
   *     JsonNode...)}
   */
  public CompletableFuture<JsonNode> setConfirmed(String property, @Nullable JsonNode value) {
    return nodes(client.setConfirmed(property, orNull(value), timeout));
  }

  /** Adds a handler of the values of a property that are received from now on. */
  public Subscription onChanged(String property, Consumer<JsonNode> handler) {
    Objects.requireNonNull(handler, "handler");
    return client.onChanged(property, value -> handler.accept((JsonNode) value));
  }

  /** Adds a handler of the values of all properties, which gets the property's name, too. */
  public Subscription onAnyChanged(BiConsumer<String, JsonNode> handler) {
    Objects.requireNonNull(handler, "handler");
    return client.onAnyChanged((name, value) -> handler.accept(name, (JsonNode) value));
  }

  /** Adds a handler of a signal, which gets the arguments of the signal. */
  public Subscription onSignal(String signal, Consumer<ArrayNode> handler) {
    Objects.requireNonNull(handler, "handler");
    return client.onSignal(signal, arguments -> handler.accept((ArrayNode) arguments));
  }

  /** Adds a handler of all signals, which gets the signal's name, too. */
  public Subscription onAnySignal(BiConsumer<String, ArrayNode> handler) {
    Objects.requireNonNull(handler, "handler");
    return client.onAnySignal((name, arguments) -> handler.accept(name, (ArrayNode) arguments));
  }

  /** Whether a service is known to be online, see {@link ClientHandle#isAvailable()}. */
  public boolean isAvailable() {
    return client.instance().isAvailable();
  }

  /**
   * Waits until a service is known to be online.
   *
   * @return false if none was online within {@code timeout}
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean awaitAvailable(Duration timeout) throws InterruptedException {
    return client.instance().awaitAvailable(timeout);
  }

  /**
   * Adds a handler for changes of {@link #isAvailable()}, see {@link
   * ClientHandle#onAvailabilityChanged}.
   */
  public Subscription onAvailabilityChanged(Consumer<Boolean> handler) {
    return client.instance().onAvailabilityChanged(Objects.requireNonNull(handler, "handler"));
  }

  /** Closes this, as {@link ClientHandle#close()} closes a client. */
  @Override
  public void close() {
    client.instance().close();
  }

  /** The interface, the client identifier, and whether it is closed. */
  @Override
  public String toString() {
    return client.toString();
  }

  private static CompletableFuture<JsonNode> nodes(CompletableFuture<Object> future) {
    CompletableFuture<JsonNode> nodes = future.thenApply(RemoteObject::orNull);
    nodes.whenComplete(
        (node, failure) -> {
          if (nodes.isCancelled()) {
            future.cancel(false);
          }
        });
    return nodes;
  }

  private static ArrayNode array(List<? extends JsonNode> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(values.size());
    values.forEach(value -> array.add(orNull(value)));
    return array;
  }

  private static JsonNode orNull(@Nullable Object value) {
    return value == null ? NullNode.getInstance() : (JsonNode) value;
  }
}
