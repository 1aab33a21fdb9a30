package io.mqttremoting.internal.client.call;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the change requests of one interface that the service may not have seen yet: calls must
 * not overtake them. Thread-safe.
 */
public final class SetOrder {
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong followed = new AtomicLong();

  /** A change request was sent, behind which later calls are to arrive. */
  void onSent() {
    sent.incrementAndGet();
  }

  /** How many change requests were sent, if the service may not have seen all of them; else 0. */
  long toFollow() {
    long all = sent.get();
    return all > followed.get() ? all : 0;
  }

  /** The service has seen this many change requests. */
  void onFollowed(long seen) {
    if (seen > 0) {
      followed.accumulateAndGet(seen, Math::max);
    }
  }
}
