package io.mqttremoting.internal.service.presence;

import io.mqttremoting.internal.wire.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What identifies an instance of a service to clients.
 *
 * @param session the random ID of the connection object
 * @param memory the ID of its reply memory, to which requests can be addressed
 * @param group the group that it is a member of; empty if none
 * @param version the version of the interface; empty if it has none
 * @param contract the fingerprint of its contract
 */
public record ServiceIdentity(
    String session,
    String memory,
    Optional<String> group,
    Optional<String> version,
    String contract) {

  /**
   * Returns the online status, beginning now. For a member of a group, it has no memory ID: a
   * client cannot know which member receives a request.
   *
   * @param mappings the names of the mappings in which the service answers
   */
  Status serving(List<String> mappings) {
    return group
        .map(name -> Status.servingInGroup(mappings, session, name, Instant.now()))
        .orElseGet(() -> Status.serving(mappings, session, memory, Instant.now()))
        .withContract(version, contract);
  }
}
