package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.wire.RandomId;
import java.util.concurrent.atomic.AtomicLong;

/** Creates unique correlation data that nobody can guess. Thread-safe. */
public final class CallIds {
  private final String prefix = RandomId.next() + "-";
  private final AtomicLong last = new AtomicLong();

  /** The identifier of a new call. */
  public String next() {
    return prefix + Long.toHexString(last.incrementAndGet());
  }
}
