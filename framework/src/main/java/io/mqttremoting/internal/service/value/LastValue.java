package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.Metadata;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last value of a property as JSON, and what is known about the value that the broker retains.
 * Thread-safe. Its monitor is never held while waiting, because threads of the MQTT library take
 * it.
 */
final class LastValue {
  /** {@code null} until there is a value other than null. */
  private byte @Nullable [] last;

  private Metadata metadata = Metadata.empty();
  private long changes;

  /** In a group: whether the last value was published, or is about to be, and has not come back. */
  private boolean echoPending;

  /** In a group: whether the broker is known to retain a value. */
  private boolean known;

  /** Returns how often the implementation has reported a new value. */
  synchronized long changes() {
    return changes;
  }

  /** Stores a value; returns whether to publish it: not if all values so far were null. */
  synchronized boolean keep(byte[] json, boolean isNull, Metadata beside) {
    changes++;
    if (isNull && last == null) {
      return false;
    }
    last = json;
    metadata = beside;
    echoPending = true;
    return true;
  }

  /** Stores the first value, unless a change was reported since {@code changesBefore}. */
  synchronized void keepFirst(byte[] json, long changesBefore, Metadata beside) {
    if (changes == changesBefore) {
      last = json;
      metadata = beside;
    }
  }

  /** Returns the last value, which the caller publishes now; {@code null} if there is none. */
  synchronized byte @Nullable [] takeToPublish() {
    echoPending = last != null;
    return last;
  }

  /** Returns what is published beside the last value. */
  synchronized Metadata metadata() {
    return metadata;
  }

  /** In a group: whether the broker retains no value, or possibly an older one. */
  synchronized boolean isMissing() {
    return echoPending || !known;
  }

  /**
   * In a group: takes a value that a member has published, possibly this one.
   *
   * @return whether another member has changed the value
   */
  synchronized boolean receive(byte[] heard) {
    known = true;
    boolean same = Arrays.equals(heard, last);
    if (echoPending) {
      echoPending = !same; // if not the same, it is older: the last one is still to come
      return false;
    }
    last = heard;
    metadata = same ? metadata : Metadata.empty();
    return !same;
  }

  /** Called when the connection is lost: what the broker retains is no longer known. */
  synchronized void onConnectionLost() {
    known = false;
  }
}
