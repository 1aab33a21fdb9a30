package io.mqttremoting;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.FleetView;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * All instances of a remote interface in the namespace of a connection, for example many devices of
 * one kind ({@link ServiceOptions#withInstance}). They share a few subscriptions at the broker,
 * whose number does not grow with the instances.
 *
 * <pre>{@code
 * Fleet<IRobot> robots = connection.fleet(IRobot.class);
 * robots.onJoined(
 *     (name, robot) -> robot.onBumped((what, howOften) -> System.out.println(name + " bumped")));
 * }</pre>
 *
 * <p>Some brokers do not tell a fleet of instances that came before it, such as those on another
 * node of a cluster; these join a few seconds later, because the fleet asks for them.
 *
 * <p>An instance joins when its service comes online, and leaves when the service is closed or its
 * connection breaks. While our own connection is broken, nobody joins or leaves; after a reconnect,
 * those that have gone meanwhile leave. A service that publishes no status, such as one in another
 * language behind a bridge, joins with its first value or signal, and never leaves.
 *
 * <p>Values arrive with QoS 0 unless {@link ConnectionBuilder#delivery} requires more: at a higher
 * QoS, brokers drop messages if more than about a thousand wait for a client, as the values of a
 * large fleet do. They are retained, so a reconnect brings the latest. Signals arrive with QoS 1,
 * or 0 with {@link ConnectionBuilder#subscribeAtQos0}.
 *
 * <p>After {@link #close}, adding handlers and {@link #get} fail with {@code CANCELLED}, and the
 * instances stay what they were.
 *
 * <p>Thread-safe.
 *
 * @param <T> the interface
 */
public final class Fleet<T> implements AutoCloseable {
  private final Class<T> type;
  private final FleetView view;

  Fleet(Class<T> type, FleetView view) {
    this.type = type;
    this.view = view;
  }

  /** The names of the instances that have joined and not left, sorted. */
  public Set<String> instances() {
    return view.instances();
  }

  /**
   * Adds a handler that gets each instance: first those that are there now, then each one that
   * joins. It gets the name and a client, which is closed after the instance has left, together
   * with the handlers that were added to it. If the instance joins again, there is a new client.
   * For a client that outlives this, use {@link #get}.
   *
   * <p>The handlers of a fleet run one at a time, in worker threads of the connection, and may
   * block. If an instance leaves and joins again before they were told, they are not told.
   *
   * @throws io.mqttremoting.api.RemotingException with code {@code CANCELLED} if the fleet or its
   *     connection is closed
   */
  public Subscription onJoined(BiConsumer<String, T> handler) {
    Objects.requireNonNull(handler, "handler");
    return view.onJoined((name, client) -> handler.accept(name, type.cast(client)));
  }

  /**
   * Adds a handler that gets the name of each instance that leaves from now on. It runs like those
   * of {@link #onJoined}.
   *
   * @throws io.mqttremoting.api.RemotingException as {@link #onJoined} does
   */
  public Subscription onLeft(Consumer<String> handler) {
    return view.onLeft(Objects.requireNonNull(handler, "handler"));
  }

  /**
   * A client of an instance, whether it is there or not: like {@link RemotingConnection#client},
   * but always the same object for the same name until that is closed, and closed with this fleet.
   *
   * @throws IllegalArgumentException if the name is not a valid topic level, or starts with
   *     {@code @}
   * @throws io.mqttremoting.api.RemotingException as {@link #onJoined} does
   */
  public T get(String name) {
    return type.cast(view.get(Objects.requireNonNull(name, "name")));
  }

  /**
   * Waits until an instance is there.
   *
   * @return its client, see {@link #get}; empty if it was not there within {@code timeout}
   * @throws IllegalArgumentException if the name is not a valid topic level, or starts with
   *     {@code @}
   * @throws io.mqttremoting.api.RemotingException as {@link #onJoined} does
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Optional<T> await(String name, Duration timeout) throws InterruptedException {
    return view.await(Objects.requireNonNull(name, "name"), timeout)
        ? Optional.of(get(name))
        : Optional.empty();
  }

  /**
   * Closes the fleet and its clients. Clients that were created with {@link
   * RemotingConnection#client} remain; at this moment, a signal may reach them twice. Closing again
   * has no effect.
   */
  @Override
  public void close() {
    view.close();
  }

  /** The interface, the client identifier, and whether the fleet is closed. */
  @Override
  public String toString() {
    return view.toString();
  }
}
