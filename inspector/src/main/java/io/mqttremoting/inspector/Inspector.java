package io.mqttremoting.inspector;

import io.mqttremoting.Discovery;
import io.mqttremoting.DiscoveryOptions;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.internal.inspector.Api;
import io.mqttremoting.internal.inspector.Feeds;
import io.mqttremoting.internal.inspector.Gate;
import io.mqttremoting.internal.inspector.PageServer;
import io.mqttremoting.internal.inspector.ServiceList;
import io.mqttremoting.internal.inspector.Services;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * A page in the browser that shows the services at a broker, their values and signals as they come,
 * and calls their operations.
 *
 * <pre>{@code
 * try (Inspector inspector = Inspector.start(connection, InspectorOptions.defaults())) {
 *   System.out.println("open " + inspector.uri());
 *   …
 * }
 * }</pre>
 *
 * <p>Only browsers that were given {@link #uri()} are answered: it has a token, which the page
 * exchanges for a cookie. Thread-safe.
 */
public final class Inspector implements AutoCloseable {
  private final PageServer server;
  private final Services services;
  private final Discovery discovery;
  private final URI uri;

  private Inspector(PageServer server, Services services, Discovery discovery, URI uri) {
    this.server = server;
    this.services = services;
    this.discovery = discovery;
    this.uri = uri;
  }

  /**
   * Starts to serve the page.
   *
   * @param connection stays open when the inspector is closed
   * @throws IOException if the port is taken, or the address is none of this machine
   * @throws io.mqttremoting.api.RemotingException if the broker cannot be reached or refuses
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static Inspector start(RemotingConnection connection, InspectorOptions options)
      throws IOException, InterruptedException {
    DiscoveryOptions all = DiscoveryOptions.defaults();
    Discovery discovery =
        connection.watchServices(options.connections().isPresent() ? all.withAllNamespaces() : all);
    try {
      return start(connection, options, discovery);
    } catch (IOException | RuntimeException | Error e) {
      discovery.close();
      throw e;
    }
  }

  private static Inspector start(
      RemotingConnection connection, InspectorOptions options, Discovery discovery)
      throws IOException {
    ServiceList list = new ServiceList();
    discovery.onChanged(list::update);
    Services services = new Services(connection, options.connections(), list);
    PageServer server = PageServer.bind(new InetSocketAddress(options.address(), options.port()));
    Gate gate = new Gate(server.address(), options.hosts());
    server.start(
        gate,
        new Api(services, options.writes()),
        new Feeds(connection, list, services, options.writes()));
    return new Inspector(server, services, discovery, gate.uri());
  }

  /** The address to open in a browser, with the token. Whoever knows it may use the inspector. */
  public URI uri() {
    return uri;
  }

  /** Stops serving, and closes the connections that it has opened. */
  @Override
  public void close() {
    server.close();
    discovery.close();
    services.close();
  }

  /** Where it listens, without the token. */
  @Override
  public String toString() {
    return "inspector at " + server.address();
  }
}
