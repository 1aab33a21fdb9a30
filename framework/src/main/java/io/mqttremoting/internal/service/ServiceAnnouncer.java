package io.mqttremoting.internal.service;

import io.mqttremoting.internal.service.presence.GroupMember;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.service.presence.ServiceStatus;
import io.mqttremoting.internal.service.value.ServiceValues;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Says on each connection what has to be said of one service: its values, and that it is there.
 * Thread-safe.
 */
final class ServiceAnnouncer {
  private final ServiceStatus status;
  private final ServiceValues values;
  private final Optional<GroupMember> group;
  private final ServiceLife life;
  private final Executor later;

  /**
   * Announces a service.
   *
   * @param later runs what waits for messages, which come when everybody has announced theirs
   */
  ServiceAnnouncer(
      ServiceStatus status,
      ServiceValues values,
      Optional<GroupMember> group,
      ServiceLife life,
      Executor later) {
    this.status = status;
    this.values = values;
    this.group = group;
    this.life = life;
    this.later = later;
  }

  /** There is a new connection. */
  void announce() {
    status.announce(this::publishValues);
  }

  private void publishValues() {
    if (group.isEmpty()) {
      values.publishAgain();
    } else if (life.hasBegun()) {
      later.execute(group.get()::joinAgain); // when messages come again
    }
  }

  /** Waits until the broker has what was announced. */
  void awaitAnnounced() {
    status.awaitAnnounced();
  }

  /** The connection is lost; the values are published again on the next. */
  void onConnectionLost(Throwable cause) {
    group.ifPresent(member -> member.onConnectionLost(cause));
    values.onConnectionLost();
  }
}
