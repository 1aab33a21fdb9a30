package io.mqttremoting;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.ClientInstance;
import io.mqttremoting.internal.client.Clients;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Gives control over a client: availability, fetching values, closing. These methods are not on the
 * client itself, because a client has only the methods of its interface.
 *
 * <pre>{@code
 * try (ClientHandle handle = ClientHandle.of(hello)) {
 *   hello.say(new Message("bye"), When.NOW);
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class ClientHandle implements AutoCloseable {
  private final ClientInstance client;

  private ClientHandle(ClientInstance client) {
    this.client = client;
  }

  /**
   * The handle of a client.
   *
   * @throws IllegalArgumentException if {@code client} was not made by this library
   */
  public static ClientHandle of(Object client) {
    Objects.requireNonNull(client, "client");
    return new ClientHandle(
        Clients.instanceOf(client)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        client.getClass().getName()
                            + " is not a client created by MqttRemoting.client or"
                            + " RemotingConnection.client")));
  }

  /**
   * Whether a service of the interface is known to be online. Also false for services that publish
   * no status, such as services in other languages; they can be called nevertheless.
   */
  public boolean isAvailable() {
    return client.isAvailable();
  }

  /**
   * Waits until a service of the interface is known to be online.
   *
   * @return false if none was online within {@code timeout}
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean awaitAvailable(Duration timeout) throws InterruptedException {
    return client.awaitAvailable(timeout);
  }

  /**
   * Adds a handler for changes of {@link #isAvailable()} from now on. It gets {@code true} when a
   * service of the interface comes online, and {@code false} when the service is closed, its
   * connection breaks, or our connection breaks. Runs like the client's other handlers, one at a
   * time.
   *
   * @throws io.mqttremoting.api.RemotingException with code {@code CANCELLED} if the client is
   *     closed
   */
  public Subscription onAvailabilityChanged(Consumer<Boolean> handler) {
    return client.onAvailabilityChanged(Objects.requireNonNull(handler, "handler"));
  }

  /**
   * Asks the service for the current value of a property. The getter still returns the value that
   * was received last. Only services of this library answer this.
   *
   * @param property the property's name on the wire
   * @return the value, of the getter's type, primitives boxed; fails with the exceptions of a call
   * @throws IllegalArgumentException if the interface has no such property
   */
  public CompletableFuture<Object> fetch(String property) {
    return client.fetch(Objects.requireNonNull(property, "property"));
  }

  /**
   * Waits until each property of the interface has received a value; until then, a getter returns
   * {@code 0}, {@code false} or {@code null}. A property that is always {@code null} at the service
   * is never published.
   *
   * @return false if some property has no value after {@code timeout}
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean awaitValues(Duration timeout) throws InterruptedException {
    return client.awaitValues(timeout);
  }

  /**
   * Asks the service for its contract. Only services of this library answer this: the future fails
   * with {@code UNIMPLEMENTED} if the service is known to have no contract, and otherwise with the
   * exceptions of a call.
   */
  public CompletableFuture<Contract> contract() {
    return client.contract().thenApply(Contract::new);
  }

  /**
   * Closes the client. Open and later calls end with a {@link
   * io.mqttremoting.api.RemotingException} with code {@code CANCELLED}. Its handlers are removed.
   * Its getters still return the last received value. Other clients of the same interface are not
   * affected; when the last of them is closed, the subscriptions at the broker end. Closing again
   * has no effect.
   */
  @Override
  public void close() {
    client.close();
  }

  /** The interface of the client, the client identifier, and whether the client is closed. */
  @Override
  public String toString() {
    return "handle of " + client;
  }
}
