package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.wire.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which services to discover.
 *
 * @param namespace the namespace of these services, which may be empty; has no meaning with all
 * @param allNamespaces whether those in all namespaces are wanted
 * @param values whether those that have no status, but values, are wanted
 */
public record DiscoveryScope(String namespace, boolean allNamespaces, boolean values) {
  private static final int INTERFACE_LEVELS = 2;

  /** The filters, all of a fixed depth: with and without an instance, in each namespace. */
  List<String> filters() {
    List<String> filters = new ArrayList<>();
    int deepest = INTERFACE_LEVELS + 1 + (allNamespaces ? Address.MAX_NAMESPACE_LEVELS : 0);
    for (int levels = INTERFACE_LEVELS; levels <= deepest; levels++) {
      Topics topics = new Topics(inNamespace(wildcards(levels)));
      filters.add(topics.status("+"));
      if (values) {
        filters.add(topics.property("+"));
      }
    }
    if (allNamespaces) {
      for (int levels = 0; levels <= Address.MAX_NAMESPACE_LEVELS; levels++) {
        filters.add(Topics.connectionStatus(wildcards(levels), "+"));
      }
    } else {
      filters.add(Topics.connectionStatus(namespace, "+"));
    }
    return List.copyOf(filters);
  }

  /** The filters also match topics with one level more of a namespace in place of an instance. */
  boolean includes(Address address) {
    return allNamespaces || address.namespace().equals(namespace);
  }

  private String inNamespace(String topic) {
    return allNamespaces ? topic : Address.inNamespace(namespace, topic);
  }

  private static String wildcards(int levels) {
    return String.join("/", Collections.nCopies(levels, "+"));
  }

  @Override
  public String toString() {
    return allNamespaces
        ? "services in all namespaces"
        : namespace.isEmpty() ? "services without a namespace" : "services in " + namespace;
  }
}
