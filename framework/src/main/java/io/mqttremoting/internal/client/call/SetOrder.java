package io.mqttremoting.internal.client.call;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the requests to change properties of one interface that the service may not have seen yet.
 * Calls must not overtake them. Thread-safe.
 */
public final class SetOrder {
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong followed = new AtomicLong();

  /** A change request was sent; later calls must arrive after it. */
  void onSent() {
    sent.incrementAndGet();
  }

  /** How many change requests were sent so far; 0 if the service has seen all of them. */
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
