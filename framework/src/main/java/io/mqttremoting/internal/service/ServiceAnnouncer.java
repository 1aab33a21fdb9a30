package io.mqttremoting.internal.service;

import io.mqttremoting.internal.service.presence.GroupMember;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.service.presence.ServiceStatus;
import io.mqttremoting.internal.service.value.ServiceValues;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Publishes the values and the online status of one service on each new connection. Thread-safe.
 */
final class ServiceAnnouncer {
  private final ServiceStatus status;
  private final ServiceValues values;
  private final Optional<GroupMember> group;
  private final ServiceLife life;
  private final Executor later;

  /**
   * An announcer of one service.
   *
   * @param later runs tasks that wait for incoming messages, which are delivered only after all
   *     endpoints have announced theirs
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

  /**
   * Publishes the values and then the online status; called on each new connection. In a group, the
   * service joins again in the background instead of publishing all values.
   */
  void announce() {
    status.announce(this::publishValues);
  }

  private void publishValues() {
    if (group.isEmpty()) {
      values.onConnected();
    } else if (life.hasBegun()) {
      later.execute(group.get()::joinAgain); // once messages are delivered again
    }
  }

  /** Waits until the broker has acknowledged the online status. */
  void awaitAnnounced() {
    status.awaitAnnounced();
  }

  /** Called when the connection is lost; the values are published again on the next one. */
  void onConnectionLost(Throwable cause) {
    group.ifPresent(member -> member.onConnectionLost(cause));
    values.onConnectionLost();
  }
}
