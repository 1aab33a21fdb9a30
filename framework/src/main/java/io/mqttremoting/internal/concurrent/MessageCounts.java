package io.mqttremoting.internal.concurrent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is unusual about the messages of one connection. Thread-safe; never waits. */
public final class MessageCounts {
  private final LongAdder repeated = new LongAdder();
  private final LongAdder duplicate = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final Map<Enum<?>, LongAdder> refused = new ConcurrentHashMap<>();

  /** A client sends a request again. */
  public void onRepeated() {
    repeated.increment();
  }

  /** A service gets a request again. */
  public void onDuplicate() {
    duplicate.increment();
  }

  /** A message cannot be read. */
  public void onMalformed() {
    malformed.increment();
  }

  /** A service refuses a request with this code. */
  public void onRefused(Enum<?> code) {
    refused.computeIfAbsent(code, first -> new LongAdder()).increment();
  }

  /** How many requests clients have sent again. */
  public long repeated() {
    return repeated.sum();
  }

  /** How many requests services have got again. */
  public long duplicate() {
    return duplicate.sum();
  }

  /** How many messages could not be read. */
  public long malformed() {
    return malformed.sum();
  }

  /** How many requests services have refused with this code. */
  public long refused(Enum<?> code) {
    LongAdder count = refused.get(code);
    return count == null ? 0 : count.sum();
  }
}
