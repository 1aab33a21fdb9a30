package io.mqttremoting.internal.service.presence;

import io.mqttremoting.internal.wire.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * By what clients tell one instance of a service from others.
 *
 * @param session which life of the program it is part of
 * @param memory names its memory of calls and replies, by which it can be addressed
 * @param group which it is a member of
 */
public record ServiceIdentity(String session, String memory, Optional<String> group) {

  /**
   * What it says of itself from now on. Nobody knows which member of a group a request comes to, so
   * a member is not addressed by its memory.
   *
   * @param mappings the names of those that it answers
   */
  Status serving(List<String> mappings) {
    return group
        .map(name -> Status.servingInGroup(mappings, session, name, Instant.now()))
        .orElseGet(() -> Status.serving(mappings, session, memory, Instant.now()));
  }
}
