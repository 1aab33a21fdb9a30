package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.transport.TransportException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Says which broker of a connection is tried next. Each address of a host is a broker. Every
 * attempt begins with the one that was reached last, unless another was named. Used by one thread
 * at a time, except {@link #beginWith}.
 */
final class Brokers {
  /** How many brokers that others have named an attempt to connect tries, so that it ends. */
  private static final int MAX_NAMED = 5;

  private final List<URI> uris; // in the order of attempts
  private final boolean spread;
  private final HostAddresses hosts;
  private final AtomicReference<List<URI>> named = new AtomicReference<>(List.of());
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

  /** Makes the next attempt begin with these brokers, which another has named. Thread-safe. */
  void beginWith(List<URI> others) {
    named.set(List.copyOf(others));
  }

  /** Begins an attempt to connect, which tries each of the brokers once. */
  Attempt begin() {
    List<URI> order = new ArrayList<>(uris);
    Collections.rotate(order, -next);
    Attempt attempt = new Attempt(order);
    attempt.tryNext(named.getAndSet(List.of()));
    return attempt;
  }

  /** Notes that a broker was connected to. */
  void reached(Target broker) {
    int index = uris.indexOf(broker.uri);
    next = index < 0 ? next : index;
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
    private final Deque<Candidate> left = new ArrayDeque<>();
    private final Set<URI> begun = new HashSet<>();
    private int namedOnes;

    /**
     * A URI or one of its addresses.
     *
     * @param target {@code null} if the addresses were not looked up yet
     */
    private record Candidate(URI uri, @Nullable Target target) {}

    private Attempt(List<URI> order) {
      for (URI uri : order) {
        left.add(new Candidate(uri, null));
      }
    }

    boolean hasNext() {
      return !left.isEmpty();
    }

    /**
     * The next broker to try; waits for the addresses of its host.
     *
     * @throws TransportException if they are not found in time; there may be a next one then
     */
    Target next(Duration timeout) throws TransportException {
      Candidate first = left.remove();
      if (first.target != null) {
        return first.target;
      }
      begun.add(first.uri);
      List<Target> targets = targets(first.uri, timeout);
      for (int i = targets.size() - 1; i > 0; i--) {
        left.addFirst(new Candidate(first.uri, targets.get(i)));
      }
      return targets.get(0);
    }

    /**
     * Makes these brokers the next ones, except those that this attempt has already tried, and
     * those beyond the limit.
     */
    void tryNext(List<URI> others) {
      List<URI> added = new ArrayList<>();
      for (URI other : others) {
        if (namedOnes < MAX_NAMED && !begun.contains(other)) {
          namedOnes++;
          added.add(0, other);
        }
      }
      for (URI other : added) {
        left.removeIf(candidate -> candidate.uri.equals(other));
        left.addFirst(new Candidate(other, null));
      }
    }
  }
}
