package io.mqttremoting.inspector;

import io.mqttremoting.RemotingConnection;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How to serve the inspector. Immutable: each {@code with…} method returns new options.
 *
 * <p>By default, it listens at 127.0.0.1 at a free port, shows the namespace of its connection, and
 * changes nothing.
 */
public final class InspectorOptions {
  private static final InspectorOptions DEFAULTS =
      new InspectorOptions(InetAddress.getLoopbackAddress(), 0, List.of(), false, Optional.empty());
  private static final int MAX_PORT = 65_535;

  private final InetAddress address;
  private final int port;
  private final List<String> hosts;
  private final boolean writes;
  private final Optional<Function<String, RemotingConnection>> connections;

  private InspectorOptions(
      InetAddress address,
      int port,
      List<String> hosts,
      boolean writes,
      Optional<Function<String, RemotingConnection>> connections) {
    this.address = address;
    this.port = port;
    this.hosts = hosts;
    this.writes = writes;
    this.connections = connections;
  }

  /** The default options. */
  public static InspectorOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Listens at this port.
   *
   * @throws IllegalArgumentException if it is not from 0, a free port, to 65535
   */
  public InspectorOptions withPort(int other) {
    if (other < 0 || other > MAX_PORT) {
      throw new IllegalArgumentException("port must be from 0 to 65535, not " + other);
    }
    return new InspectorOptions(address, other, hosts, writes, connections);
  }

  /**
   * Listens at another address. This is plain HTTP: whoever reads the network reads the token. Use
   * it behind a proxy with TLS, or in a network of your own.
   */
  public InspectorOptions withAddress(InetAddress other) {
    return new InspectorOptions(
        Objects.requireNonNull(other, "other"), port, hosts, writes, connections);
  }

  /**
   * Also answers browsers that reach it by this name, such as {@code inspector.example:8443} behind
   * a proxy. All other names than its address and {@code localhost} are refused.
   *
   * @param host as in the header {@code Host}: with the port, unless it is that of the scheme
   */
  public InspectorOptions withHost(String host) {
    Objects.requireNonNull(host, "host");
    return new InspectorOptions(
        address,
        port,
        Stream.concat(hosts.stream(), Stream.of(host)).toList(),
        writes,
        connections);
  }

  /** Allows the page to set properties and to call operations. */
  public InspectorOptions withWrites() {
    return new InspectorOptions(address, port, hosts, true, connections);
  }

  /**
   * Shows all namespaces, for which the broker must allow the user to read them.
   *
   * @param connect opens a connection for a namespace, empty for none, when a service in it is
   *     looked at; the inspector closes these connections
   */
  public InspectorOptions withAllNamespaces(Function<String, RemotingConnection> connect) {
    return new InspectorOptions(
        address, port, hosts, writes, Optional.of(Objects.requireNonNull(connect, "connect")));
  }

  InetAddress address() {
    return address;
  }

  int port() {
    return port;
  }

  List<String> hosts() {
    return hosts;
  }

  boolean writes() {
    return writes;
  }

  Optional<Function<String, RemotingConnection>> connections() {
    return connections;
  }
}
