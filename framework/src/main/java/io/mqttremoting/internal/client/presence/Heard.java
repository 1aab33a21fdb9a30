package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.wire.Message;

/** What services have said on one connection. One thread at a time tells it, any thread may ask. */
final class Heard {
  private volatile boolean live;
  private volatile boolean retainedOnline;
  private volatile long liveOnline; // when last, by System.nanoTime(); 0 for never

  /** A status of a service or of its connection arrived. */
  void status(boolean retained) {
    live |= !retained;
  }

  /** The status of a service that is online arrived. */
  void online(Message status) {
    if (status.retained()) {
      retainedOnline = true;
    } else if (!status.redelivered()) {
      liveOnline = System.nanoTime();
    }
  }

  /** Whether a status that is not retained has arrived. */
  boolean isLive() {
    return live;
  }

  /**
   * Whether the values of a service that is online have arrived, too. They have if its status is
   * retained, like them. Otherwise it publishes them just before its status, so they may have been
   * missed if that arrived before {@code begun}, soon after the subscription.
   */
  boolean isOnlineWithValues(long begun) {
    return retainedOnline || isOnlineSince(begun);
  }

  /**
   * Whether a service has said since this time, by {@link System#nanoTime()}, that it is online.
   */
  boolean isOnlineSince(long time) {
    return liveOnline != 0 && liveOnline - time >= 0;
  }
}
