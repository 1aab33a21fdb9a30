package io.mqttremoting.internal.connection;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The brokers of a connection, and how it chooses among them.
 *
 * @param uris at least one; the first is the preferred one
 * @param spread whether to try them in a random order
 * @param followsReference whether to go to other brokers that a broker names
 * @param returnToFirst how often to check whether the first can be returned to; {@code null} to
 *     stay where the connection is
 * @param resolver finds the addresses of a host
 */
public record BrokerChoice(
    List<URI> uris,
    boolean spread,
    boolean followsReference,
    @Nullable Duration returnToFirst,
    HostAddresses.Resolver resolver) {
  /** Copies the list. */
  public BrokerChoice {
    uris = List.copyOf(uris);
  }

  /** These brokers in this order, found as the system finds hosts. */
  public static BrokerChoice inTurn(List<URI> uris) {
    return new BrokerChoice(
        uris, false, false, null, host -> List.of(InetAddress.getAllByName(host)));
  }

  /** The same brokers, in a random order if {@code randomly}. */
  public BrokerChoice spread(boolean randomly) {
    return new BrokerChoice(uris, randomly, followsReference, returnToFirst, resolver);
  }

  /** The same choice, which goes to other brokers if {@code allowed}. */
  public BrokerChoice followingReferences(boolean allowed) {
    return new BrokerChoice(uris, spread, allowed, returnToFirst, resolver);
  }

  /** The same choice, which returns to the first broker. */
  public BrokerChoice returningToFirst(@Nullable Duration interval) {
    return new BrokerChoice(uris, spread, followsReference, interval, resolver);
  }

  /** These brokers in this order, without a return to the first, otherwise the same choice. */
  public BrokerChoice inOrder(List<URI> order) {
    return new BrokerChoice(order, false, followsReference, null, resolver);
  }

  /** The same choice with another resolver. */
  public BrokerChoice withResolver(HostAddresses.Resolver other) {
    return new BrokerChoice(uris, spread, followsReference, returnToFirst, other);
  }
}
