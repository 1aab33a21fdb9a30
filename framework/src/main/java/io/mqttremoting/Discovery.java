package io.mqttremoting;

import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.presence.DirectoryView;
import io.mqttremoting.internal.client.presence.ServiceDirectory;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The services at the broker, as they change.
 *
 * <pre>{@code
 * try (Discovery discovery = connection.watchServices()) {
 *   discovery.onChanged(System.out::println);
 *   …
 * }
 * }</pre>
 *
 * <p>While its connection is broken, nothing changes; after a reconnect, everything is compared. A
 * service in another language that publishes a new value appears, too. It disappears when its last
 * value is cleared at the broker, or when a service with a status takes its place.
 *
 * <p>Thread-safe.
 */
public final class Discovery implements AutoCloseable {
  private final ServiceDirectory directory;
  private final DirectoryView view;
  private final Runnable closer;

  Discovery(ServiceDirectory directory, DirectoryView view, Runnable closer) {
    this.directory = directory;
    this.view = view;
    this.closer = closer;
  }

  /** All services that are known now, sorted by their topics. */
  public List<ServiceInfo> services() {
    return directory.services();
  }

  /**
   * Adds a handler that gets each service: first those that are known now, then each new one, and
   * each that changes, with its new state. A service that disappears is in the state {@code GONE}.
   *
   * <p>The handlers run one at a time, in worker threads of the connection, and may block. If a
   * service changes several times before they were called, they get the latest state only.
   *
   * @throws io.mqttremoting.api.RemotingException with code {@code CANCELLED} if this or the
   *     connection that it was made with is closed
   */
  public Subscription onChanged(Consumer<ServiceInfo> handler) {
    return view.onChanged(Objects.requireNonNull(handler, "handler"));
  }

  /**
   * Closes the connection of this; no handler is called or can be added any more, and the services
   * stay what they were.
   */
  @Override
  public void close() {
    view.close();
    closer.run();
  }

  /** Which services this has. */
  @Override
  public String toString() {
    return directory.toString();
  }
}
