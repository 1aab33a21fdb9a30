package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.transport.SendRoom;
import org.jspecify.annotations.Nullable;

/**
 * How messages are sent on a connection.
 *
 * @param sender sends on the present connection
 * @param replies keeps replies that must outlive a connection
 * @param offlineStatuses keeps what services that are closed publish last: it must reach the broker
 *     before clients that lost the same connection are back, or they would wait for the service
 */
record Outgoing(Sender sender, Outbox replies, Outbox offlineStatuses) {
  private static final int MOST_REPLIES = SendRoom.SIZE / 2;
  private static final long MOST_BYTES = SendRoom.MAX_BYTES / 2;
  private static final int MOST_STATUSES = 10_000;

  /** How many replies and statuses the broker has not taken. */
  int waiting(@Nullable Link link) {
    return replies.waiting(link) + offlineStatuses.waiting(link);
  }

  static Outgoing of(Sender sender) {
    return new Outgoing(
        sender,
        new Outbox(sender, Sender.When.AFTER_ANNOUNCEMENTS, new Bound(MOST_REPLIES, MOST_BYTES)),
        new Outbox(sender, Sender.When.PACED, new Bound(MOST_STATUSES, MOST_BYTES)));
  }
}
