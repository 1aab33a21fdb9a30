package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.transport.TransportException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which broker of a connection is tried next. Each address of a host is a broker. Every
 * attempt begins with the one that was reached last. Used by one thread at a time.
 */
final class Brokers {
  private final List<URI> uris; // in the order of attempts
  private final boolean spread;
  private final HostAddresses hosts;
  private int next; // index of the URI that was reached last
  private @Nullable InetAddress reached; // the address that was reached last

  /**
   * One broker to try.
   *
   * @param address one of those of its host; {@code null} to leave the choice to the MQTT library
   */
  record Target(URI uri, @Nullable InetAddress address) {}

  Brokers(BrokerChoice choice) {
    List<URI> order = new ArrayList<>(choice.uris());
    if (choice.spread()) {
      Collections.shuffle(order);
    }
    uris = List.copyOf(order);
    spread = choice.spread();
    hosts = new HostAddresses(choice.resolver());
  }

  /** Begins an attempt to connect, which may try each of the brokers once. */
  Attempt begin() {
    List<URI> order = new ArrayList<>(uris);
    Collections.rotate(order, -next);
    return new Attempt(order);
  }

  /** Notes that a broker was connected to. */
  void reached(Target broker) {
    next = Math.max(uris.indexOf(broker.uri), 0);
    reached = broker.address;
  }

  private List<Target> targets(URI broker, Duration timeout) throws TransportException {
    List<InetAddress> addresses = new ArrayList<>(hosts.of(broker, timeout));
    if (addresses.isEmpty()) {
      return List.of(new Target(broker, null));
    }
    if (spread) {
      Collections.shuffle(addresses);
    }
    if (reached != null && addresses.remove(reached)) {
      addresses.add(0, reached);
    }
    return addresses.stream().map(address -> new Target(broker, address)).toList();
  }

  /** The brokers that an attempt to connect has not tried yet. */
  final class Attempt {
    private final Deque<URI> uris;
    private final Deque<Target> targets = new ArrayDeque<>(); // of the URI before

    private Attempt(List<URI> order) {
      uris = new ArrayDeque<>(order);
    }

    boolean hasNext() {
      return !targets.isEmpty() || !uris.isEmpty();
    }

    /**
     * The next broker to try; waits for the addresses of its host.
     *
     * @throws TransportException if they are not found in time; there may be a next one then
     */
    Target next(Duration timeout) throws TransportException {
      if (targets.isEmpty()) {
        targets.addAll(targets(uris.remove(), timeout));
      }
      return targets.remove();
    }
  }
}
