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

/** The interfaces that are served on one connection, each once. Thread-safe. */
final class ServedInterfaces {
  /** Changed with the monitor of this, which may be held while the broker answers. */
  private final Map<String, ServedInterface> served =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private final ConnectionStatus connectionStatus;
  private final KeepAlive keepAlive;
  private boolean closed;

  /** None yet; as long as there are any, {@code keepAlive} is held. */
  ServedInterfaces(ConnectionStatus connectionStatus, KeepAlive keepAlive) {
    this.connectionStatus = connectionStatus;
    this.keepAlive = keepAlive;
  }

  /**
   * Refuses an interface that is served.
   *
   * @throws TransportException if the connection is closed
   */
  synchronized void requireNotServed(String id) throws TransportException {
    requireOpen();
    if (served.containsKey(id)) {
      throw new IllegalArgumentException(
          id
              + " is served already on this connection, by "
              + served.get(id).implementation().getClass().getName()
              + "; close that first, or serve this on a connection of its own or by another name");
    }
  }

  private void requireOpen() throws TransportException {
    if (closed) {
      throw new TransportException(ErrorCode.UNAVAILABLE, "the connection is closed", null);
    }
  }

  /**
   * Adds what is served from now on.
   *
   * @throws TransportException if the connection was closed in the meantime, while a getter hung
   */
  synchronized void add(List<ServedInterface> started) throws TransportException {
    requireOpen();
    for (ServedInterface one : started) {
      served.put(one.id(), one);
      keepAlive.hold();
    }
  }

  /**
   * Says again that what is served is there; never waits.
   *
   * @return whether there is anything
   */
  boolean renew() {
    List<ServedInterface> all = all();
    if (!all.isEmpty()) {
      connectionStatus.sayAgainLater();
      all.forEach(ServedInterface::renew);
    }
    return !all.isEmpty();
  }

  private synchronized List<ServedInterface> all() {
    return List.copyOf(served.values());
  }

  /** The sum of a figure of all that is served; never waits. */
  long sum(ToLongFunction<RequestCounts> figure) {
    return List.copyOf(served.values()).stream()
        .map(ServedInterface::counts)
        .mapToLong(figure)
        .sum();
  }

  /** Lets nothing be served any more, and tells what is. */
  synchronized List<ServedInterface> close() {
    closed = true;
    return all();
  }

  /**
   * Ends one at the broker, unless it has ended. Nothing of the same name is served before that is
   * done.
   *
   * @param further what is to be done as well
   */
  synchronized void end(ServedInterface one, Runnable further) {
    if (served.remove(one.id(), one)) {
      Steps.runAll(List.of(one::stop, keepAlive::release, further));
    }
  }
}
