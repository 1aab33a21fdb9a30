package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.transport.ClosedOnConnectException;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.transport.UnsupportedVersionException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the first of several brokers that can be reached, beginning with the one that was
 * reached last, and with the first MQTT version that this broker speaks. The version is remembered
 * for each broker: if a broker has once been connected to with a version, it is not tried with an
 * older one just because it closes a connection. Used by one thread at a time.
 */
final class Connector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private final List<URI> brokers;
  private final Map<URI, List<TransportFactory>> factories = new HashMap<>();

  /**
   * The brokers that were connected to with the first of their factories: they speak that version.
   */
  private final Set<URI> spoken = new HashSet<>();

  private volatile int next;

  /** Tries these factories in turn, at each of the brokers. */
  Connector(List<URI> brokers, List<TransportFactory> factories) {
    this.brokers = List.copyOf(brokers);
    for (URI broker : brokers) {
      this.factories.put(broker, List.copyOf(factories));
    }
  }

  /**
   * Connects.
   *
   * @throws TransportException if no broker can be reached: the failure at the first one that was
   *     tried, with the failures at the others suppressed in it
   */
  Transport connect(ConnectOptions options, Transport.Listener listener) throws TransportException {
    TransportException failure = null;
    for (int i = 0; i < brokers.size(); i++) {
      try {
        return connectTo(brokers.get(next), options, listener);
      } catch (TransportException e) {
        next = (next + 1) % brokers.size();
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw failure;
  }

  private Transport connectTo(URI broker, ConnectOptions options, Transport.Listener listener)
      throws TransportException {
    while (true) {
      List<TransportFactory> left = factoriesFor(broker);
      try {
        Transport connected =
            left.get(0).connect(options.withBroker(broker, spoken.contains(broker)), listener);
        spoken.add(broker);
        return connected;
      } catch (UnsupportedVersionException e) {
        if (left.size() == 1) {
          throw e;
        }
        useNext(broker, "does not speak");
      } catch (ClosedOnConnectException e) {
        if (left.size() == 1 || spoken.contains(broker)) {
          throw e;
        }
        return connectWithNext(broker, options, listener, e);
      }
    }
  }

  /**
   * Tries the next version at a broker that closed the connection. Remembers that version only if
   * it succeeds: the broker may have closed the connection because it was shutting down.
   */
  private Transport connectWithNext(
      URI broker, ConnectOptions options, Transport.Listener listener, TransportException closed)
      throws TransportException {
    try {
      Transport connected =
          factoriesFor(broker)
              .get(1)
              .connect(options.withBroker(broker, spoken.contains(broker)), listener);
      useNext(broker, "closes connections that begin with");
      spoken.add(broker);
      return connected;
    } catch (TransportException e) {
      e.addSuppressed(closed);
      throw e;
    }
  }

  private List<TransportFactory> factoriesFor(URI broker) {
    return Objects.requireNonNull(factories.get(broker)); // there are some for each broker
  }

  private void useNext(URI broker, String why) {
    List<TransportFactory> left = factoriesFor(broker);
    LOG.info(
        "{} {} MQTT {}; MQTT {} is used from now on",
        broker,
        why,
        left.get(0).version(),
        left.get(1).version());
    factories.put(broker, left.subList(1, left.size()));
  }

  /** The broker that was connected to last, or that is tried next. */
  URI current() {
    return brokers.get(next);
  }

  @Override
  public String toString() {
    return names(brokers);
  }

  /** The brokers as log lines and error messages name them. */
  static String names(List<URI> brokers) {
    return brokers.stream().map(URI::toString).collect(Collectors.joining(" or "));
  }
}
