package io.mqttremoting.internal.client.presence;

import java.util.List;

/**
 * Services that seem to be online at the same time and do not know of each other.
 *
 * @param connections the client identifiers of services that are in no group
 * @param groups the names of groups
 */
record CompetingServices(List<String> connections, List<String> groups) {
  int count() {
    return connections.size() + groups.size();
  }
}
