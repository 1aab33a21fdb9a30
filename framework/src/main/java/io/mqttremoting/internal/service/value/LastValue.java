package io.mqttremoting.internal.service.value;

import java.util.Arrays;

/**
 * The last value of a property as JSON, and what is known of the value that the broker has.
 * Thread-safe; nobody waits under its monitor, for threads of the MQTT library take it, too.
 */
final class LastValue {
  /** {@code null} until there is a value that is not null. */
  private byte[] last;

  private long changes;

  /** Whether the last value was published and has not come back, as it does in a group. */
  private boolean unheard;

  /** Whether the broker is known to have a value, as it tells in a group. */
  private boolean known;

  /** How often the implementation has told of a new value. */
  synchronized long changes() {
    return changes;
  }

  /** Keeps a value, and tells whether to publish it: not if there has been none but null. */
  synchronized boolean keep(byte[] json, boolean isNull) {
    changes++;
    if (isNull && last == null) {
      return false;
    }
    last = json;
    unheard = true;
    return true;
  }

  /** Keeps the first value, unless there have been more changes than these. */
  synchronized void keepFirst(byte[] json, long changesBefore) {
    if (changes == changesBefore) {
      last = json;
    }
  }

  /** What is about to be published; {@code null} if there is nothing. */
  synchronized byte[] takeToPublish() {
    unheard = last != null;
    return last;
  }

  /** In a group: whether the broker has no value, or may have an older one. */
  synchronized boolean isMissing() {
    return unheard || !known;
  }

  /**
   * In a group: takes what a member has published, this one included.
   *
   * @return whether another member has changed the value
   */
  synchronized boolean receive(byte[] heard) {
    known = true;
    boolean same = Arrays.equals(heard, last);
    if (unheard) {
      unheard = !same; // older, for the last comes yet
      return false;
    }
    last = heard;
    return !same;
  }

  /** In a group: what the broker has is not known any more. */
  synchronized void onConnectionLost() {
    known = false;
  }
}
