package io.mqttremoting.internal.service;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.KeepAlive;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.service.presence.ConnectionStatus;
import io.mqttremoting.internal.service.request.RequestCounts;
import io.mqttremoting.internal.transport.TransportException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The interfaces that are served on one connection, at most once each. Thread-safe. */
final class ServedInterfaces {
  /**
   * By ID. Changed only under the monitor of this object, which may be held while waiting for the
   * broker.
   */
  private final Map<String, ServedInterface> served =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private final ConnectionStatus connectionStatus;
  private final KeepAlive keepAlive;
  private boolean closed;

  /** Empty at first; {@code keepAlive} is held while anything is served. */
  ServedInterfaces(ConnectionStatus connectionStatus, KeepAlive keepAlive) {
    this.connectionStatus = connectionStatus;
    this.keepAlive = keepAlive;
  }

  /**
   * Checks that an interface is not served yet.
   *
   * @throws IllegalArgumentException if it is served already
   * @throws TransportException if the connection is closed
   */
  synchronized void requireNotServed(String id) throws TransportException {
    requireOpen();
    if (served.containsKey(id)) {
      throw new IllegalArgumentException(
          id
              + " is served already on this connection, by "
              + served.get(id).implementation()
              + "; close that first, or serve this on a connection of its own, by another name or as another instance");
    }
  }

  private void requireOpen() throws TransportException {
    if (closed) {
      throw new TransportException(ErrorCode.UNAVAILABLE, "the connection is closed", null);
    }
  }

  /**
   * Adds interfaces that have been started.
   *
   * @throws TransportException if the connection was closed while they started, for example while a
   *     getter was hanging
   */
  synchronized void add(List<ServedInterface> started) throws TransportException {
    requireOpen();
    for (ServedInterface one : started) {
      keepAlive.hold(); // first: if it fails, this is not released later
      served.put(one.id(), one);
    }
  }

  /**
   * Publishes the online statuses of the connection and the services again; never waits.
   *
   * @return whether anything is served
   */
  boolean renew() {
    List<ServedInterface> all = all();
    if (!all.isEmpty()) {
      connectionStatus.republishLater();
      all.forEach(ServedInterface::renew);
    }
    return !all.isEmpty();
  }

  /** Without the monitor, which may be held while waiting for the broker. */
  private List<ServedInterface> all() {
    return List.copyOf(served.values());
  }

  /** Returns the sum of a count over all services; never waits. */
  long sum(ToLongFunction<RequestCounts> figure) {
    return all().stream().map(ServedInterface::counts).mapToLong(figure).sum();
  }

  /** Prevents any further serving; returns the interfaces that are still served. */
  synchronized List<ServedInterface> close() {
    closed = true;
    return all();
  }

  /**
   * Stops a service, unless it was stopped before. Holds the monitor until this is done, so that no
   * service with the same ID starts meanwhile.
   *
   * @param further runs afterwards
   */
  synchronized void end(ServedInterface one, Runnable further) {
    if (served.remove(one.id(), one)) {
      Steps.runAll(List.of(one::stop, keepAlive::release, further));
    }
  }
}
