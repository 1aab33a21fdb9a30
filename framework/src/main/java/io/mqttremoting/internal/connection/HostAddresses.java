package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds all addresses of a broker's host, anew for each attempt to connect. A look-up cannot be
 * interrupted, so each runs in a thread of its own, at most one for each host. Used by one thread
 * at a time.
 */
public final class HostAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(HostAddresses.class);

  private static final Pattern IP_ADDRESS = Pattern.compile("\\[.*]|[0-9.]+");

  private final Resolver resolver;

  /** The look-ups that were not answered in time and may still be going on. */
  private final Map<String, FutureTask<List<InetAddress>>> hanging = new HashMap<>();

  /** Finds the addresses of a host. */
  public interface Resolver {
    /** The addresses of a host; may block for long. */
    List<InetAddress> addresses(String host) throws UnknownHostException, InterruptedException;
  }

  HostAddresses(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The different addresses of the host of a URI, each with the name of the host. Empty if the URI
   * has an IP address, or the host is unknown: then the MQTT library looks it up, and a proxy may
   * know it.
   *
   * @throws TransportException if the look-up takes longer than {@code timeout}, or the thread is
   *     interrupted
   */
  List<InetAddress> of(URI broker, Duration timeout) throws TransportException {
    String host = broker.getHost();
    if (IP_ADDRESS.matcher(host).matches()) {
      return List.of();
    }
    FutureTask<List<InetAddress>> lookup = hanging.remove(host);
    if (lookup == null || lookup.isDone()) {
      lookup = begin(host);
    }
    try {
      return lookup.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      LOG.debug("The addresses of {} cannot be found", host, e);
      return List.of();
    } catch (TimeoutException e) {
      hanging.put(host, lookup);
      throw new TransportException(
          ErrorCode.UNAVAILABLE,
          "cannot connect to "
              + broker
              + ": the addresses of "
              + host
              + " were not found within "
              + timeout.toMillis()
              + " ms; does the name server answer?",
          e);
    } catch (InterruptedException e) {
      hanging.put(host, lookup);
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted while looking up " + host, e);
    }
  }

  private FutureTask<List<InetAddress>> begin(String host) {
    FutureTask<List<InetAddress>> lookup = new FutureTask<>(() -> lookUp(host));
    Thread thread = new Thread(lookup, "remoting-lookup-" + host);
    thread.setDaemon(true);
    thread.start();
    return lookup;
  }

  private List<InetAddress> lookUp(String host) throws UnknownHostException, InterruptedException {
    List<InetAddress> named = new ArrayList<>();
    for (InetAddress address : resolver.addresses(host)) {
      named.add(named(host, address));
    }
    return named.stream().distinct().toList(); // equal if the IP addresses are
  }

  /** Keeps the name of the host with an address: TLS verifies that name, and sends it. */
  private static InetAddress named(String host, InetAddress address) throws UnknownHostException {
    return address instanceof Inet6Address local && local.getScopeId() != 0
        ? Inet6Address.getByAddress(host, local.getAddress(), local.getScopeId())
        : InetAddress.getByAddress(host, address.getAddress());
  }
}
