package io.mqttremoting;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.ClientInstance;
import io.mqttremoting.internal.client.Clients;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What can be done with a client beside calling it. It is not among the client's own methods, whose
 * names are all the interface's.
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
                            + " is not a client that MqttRemoting.client or"
                            + " RemotingConnection.client made")));
  }

  /**
   * Whether a service of the interface is known to be there. False also for services that do not
   * tell, as those of other languages: they can be called all the same.
   */
  public boolean isAvailable() {
    return client.isAvailable();
  }

  /**
   * Waits until a service of the interface is known to be there.
   *
   * @return false if none was within {@code timeout}
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean awaitAvailable(Duration timeout) throws InterruptedException {
    return client.awaitAvailable(timeout);
  }

  /**
   * Adds a handler that is told, from now on, when a service of the interface comes to be known to
   * be there, and when it is not known any more: it left, its connection broke, or ours did. Runs
   * like the client's other handlers, one at a time.
   *
   * @throws io.mqttremoting.api.RemotingException of code {@code CANCELLED} if the client is closed
   */
  public Subscription onAvailabilityChanged(Consumer<Boolean> handler) {
    return client.onAvailabilityChanged(Objects.requireNonNull(handler, "handler"));
  }

  /**
   * Asks the service for the value that a property has now, past the one that was received last,
   * which the getter goes on answering. Only services of this library answer that.
   *
   * @param property its name on the wire
   * @return the value, of the getter's type, primitives boxed; fails as calls do
   * @throws IllegalArgumentException if the interface has no such property
   */
  public CompletableFuture<Object> fetch(String property) {
    return client.fetch(Objects.requireNonNull(property, "property"));
  }

  /**
   * Ends the client: its open calls end with a {@link io.mqttremoting.api.RemotingException} of
   * code {@code CANCELLED}, as do calls from now on; its handlers are taken away; its getters go on
   * answering the last value received. Other clients of the same interface go on; after the last of
   * them, the subscriptions at the broker end. Closing twice is closing once.
   */
  @Override
  public void close() {
    client.close();
  }

  /** The interface of the client, the client identifier, and whether it was closed. */
  @Override
  public String toString() {
    return "handle of " + client;
  }
}
