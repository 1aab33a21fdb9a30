package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.transport.ClosedOnConnectException;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.OtherBrokerException;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Connects to the first of several {@link Brokers} that can be reached, with the first MQTT version
 * that this broker speaks. The version is remembered for each broker: if a broker has once been
 * connected to with a version, it is not tried with an older one just because it closes a
 * connection. Used by one thread at a time.
 */
final class Connector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private static final String NOT_FOLLOWED =
      "; it is not used, which ConnectionBuilder.followServerReference would allow";

  private final List<URI> names;
  private final Brokers brokers;
  private final Map<URI, List<TransportFactory>> factories = new HashMap<>();

  /**
   * The brokers that were connected to with the first of their factories: they speak that version.
   */
  private final Set<URI> spoken = new HashSet<>();

  private final List<TransportFactory> forOthers;
  private final boolean followsReference;
  private volatile URI current;

  /** Tries these factories in turn, at each of the brokers. */
  Connector(BrokerChoice choice, List<TransportFactory> factories) {
    names = choice.uris();
    current = names.get(0);
    brokers = new Brokers(choice);
    followsReference = choice.followsReference();
    forOthers = factories.stream().limit(1).toList();
    for (URI broker : names) {
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
    for (Brokers.Attempt attempt = brokers.begin(); attempt.hasNext(); ) {
      try {
        return connectTo(attempt, options, listener);
      } catch (TransportException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw Objects.requireNonNull(failure); // there is at least one broker
  }

  private Transport connectTo(
      Brokers.Attempt attempt, ConnectOptions options, Transport.Listener listener)
      throws TransportException {
    Brokers.Target target = attempt.next(options.timeout());
    try {
      Transport connected = connectTo(target, options, listener);
      brokers.reached(target);
      current = target.uri();
      return connected;
    } catch (TransportException e) {
      List<URI> others = othersNamedBy(e);
      attempt.tryNext(others);
      if (others.isEmpty() && OtherBrokerException.in(e).isPresent() && !followsReference) {
        throw new TransportException(e.code(), e.getMessage() + NOT_FOLLOWED, e);
      }
      throw e;
    }
  }

  /** Makes the next attempt begin with this broker. Thread-safe. */
  void beginWith(URI broker) {
    brokers.beginWith(List.of(broker));
  }

  /** Notes why a connection was lost; called by a thread of the MQTT library. */
  void lost(Throwable cause) {
    List<URI> others = othersNamedBy(cause);
    if (!others.isEmpty()) {
      brokers.beginWith(others);
    }
  }

  /** The brokers that a broker has named in a failure; empty if they are not to be used. */
  private List<URI> othersNamedBy(Throwable failure) {
    Optional<OtherBrokerException> said = OtherBrokerException.in(failure);
    if (said.isEmpty() || !followsReference) {
      return List.of();
    }
    List<URI> others = ServerReference.brokers(said.get());
    if (!others.isEmpty()) {
      LOG.atLevel(said.get().isForGood() ? Level.WARN : Level.INFO)
          .log(
              "{} {} {}",
              said.get().broker(),
              said.get().isForGood()
                  ? "says that it has moved, so change its URI in this program; trying"
                  : "asks to use another broker this time; trying",
              names(others));
    }
    return others;
  }

  private Transport connectTo(
      Brokers.Target target, ConnectOptions options, Transport.Listener listener)
      throws TransportException {
    URI broker = target.uri();
    while (true) {
      List<TransportFactory> left = factoriesFor(broker);
      try {
        Transport connected = left.get(0).connect(at(target, options), listener);
        noteSpoken(broker);
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
        return connectWithNext(target, options, listener, e);
      }
    }
  }

  /**
   * Tries the next version at a broker that closed the connection. Remembers that version only if
   * it succeeds: the broker may have closed the connection because it was shutting down.
   */
  private Transport connectWithNext(
      Brokers.Target target,
      ConnectOptions options,
      Transport.Listener listener,
      TransportException closed)
      throws TransportException {
    URI broker = target.uri();
    try {
      Transport connected = factoriesFor(broker).get(1).connect(at(target, options), listener);
      useNext(broker, "closes connections that begin with");
      noteSpoken(broker);
      return connected;
    } catch (TransportException e) {
      e.addSuppressed(closed);
      throw e;
    }
  }

  private ConnectOptions at(Brokers.Target target, ConnectOptions options) {
    return options.withBroker(target.uri(), target.address(), spoken.contains(target.uri()));
  }

  /**
   * The factories to try. A broker that another has named gets only the first: the other one said
   * that with MQTT 5.
   */
  private List<TransportFactory> factoriesFor(URI broker) {
    return factories.getOrDefault(broker, forOthers);
  }

  /** Remembers it only for the brokers of the user: others may name any number. */
  private void noteSpoken(URI broker) {
    if (factories.containsKey(broker)) {
      spoken.add(broker);
    }
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

  /** The broker that was connected to last; the first one before that. */
  URI current() {
    return current;
  }

  @Override
  public String toString() {
    return names(names);
  }

  /** The brokers as log lines and error messages name them. */
  static String names(List<URI> brokers) {
    return brokers.stream().map(URI::toString).collect(Collectors.joining(" or "));
  }
}
