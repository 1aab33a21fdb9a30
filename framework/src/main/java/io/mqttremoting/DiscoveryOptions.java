package io.mqttremoting;

import io.mqttremoting.internal.client.presence.DiscoveryScope;

/**
 * Which services to discover. Immutable: each {@code with…} method returns new options.
 *
 * <p>What it costs: the broker sends the status of each service and each connection once, a few
 * hundred bytes each, and, unless this is {@link #withoutValues()}, each retained value in full,
 * although only its topic is kept. A {@link Discovery} also gets each change, as an application
 * that subscribes to {@code +/+/prop/+} would. This is at QoS 0, by filters of a fixed depth. At
 * most 200,000 statuses and values are kept; if there are more, this is logged, and the others are
 * ignored.
 */
public final class DiscoveryOptions {
  private static final DiscoveryOptions DEFAULTS = new DiscoveryOptions(false, true);

  private final boolean allNamespaces;
  private final boolean values;

  private DiscoveryOptions(boolean allNamespaces, boolean values) {
    this.allNamespaces = allNamespaces;
    this.values = values;
  }

  /**
   * The default options: all services in the namespace of the connection, with and without an
   * instance, also those that have only values.
   */
  public static DiscoveryOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Also services in all other namespaces, of one to four levels, and in none. The broker must
   * allow the user to receive them; see {@code docs/mosquitto/acl}.
   */
  public DiscoveryOptions withAllNamespaces() {
    return new DiscoveryOptions(true, values);
  }

  /**
   * Only services with a status, as this library publishes it. So the broker sends no values, of
   * which there may be many, and services of other languages are not found.
   */
  public DiscoveryOptions withoutValues() {
    return new DiscoveryOptions(allNamespaces, false);
  }

  DiscoveryScope scope(String namespace) {
    return new DiscoveryScope(namespace, allNamespaces, values);
  }
}
