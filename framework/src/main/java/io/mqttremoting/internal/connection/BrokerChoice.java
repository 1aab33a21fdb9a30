package io.mqttremoting.internal.connection;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/**
 * The brokers of a connection, and how it chooses among them.
 *
 * @param uris at least one; the first is the preferred one
 * @param spread whether to try them in a random order
 * @param followsReference whether to go to other brokers that a broker names
 * @param resolver finds the addresses of a host
 */
public record BrokerChoice(
    List<URI> uris, boolean spread, boolean followsReference, HostAddresses.Resolver resolver) {
  /** Copies the list. */
  public BrokerChoice {
    uris = List.copyOf(uris);
  }

  /** These brokers in this order, found as the system finds hosts. */
  public static BrokerChoice inTurn(List<URI> uris) {
    return new BrokerChoice(uris, false, false, host -> List.of(InetAddress.getAllByName(host)));
  }

  /** The same brokers, in a random order if {@code randomly}. */
  public BrokerChoice spread(boolean randomly) {
    return new BrokerChoice(uris, randomly, followsReference, resolver);
  }

  /** The same choice, which goes to other brokers if {@code allowed}. */
  public BrokerChoice followingReferences(boolean allowed) {
    return new BrokerChoice(uris, spread, allowed, resolver);
  }

  /** These brokers in this order, otherwise the same choice. */
  public BrokerChoice inOrder(List<URI> order) {
    return new BrokerChoice(order, false, followsReference, resolver);
  }

  /** The same choice with another resolver. */
  public BrokerChoice withResolver(HostAddresses.Resolver other) {
    return new BrokerChoice(uris, spread, followsReference, other);
  }
}
