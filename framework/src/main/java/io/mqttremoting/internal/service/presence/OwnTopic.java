package io.mqttremoting.internal.service.presence;

import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic on which one service or one connection keeps a retained message of its own. If another
 * message arrives there, for example a late last will, the owner must publish its own again. This
 * happens at most once in ten seconds, so that two owners of one topic do not publish against each
 * other without end. Thread-safe, and never waits.
 */
public final class OwnTopic {
  private static final Logger LOG = LoggerFactory.getLogger(OwnTopic.class);
  private static final Duration BETWEEN_CORRECTIONS = Duration.ofSeconds(10);

  private final String topic;

  /** The payload that was published last; {@code null} while others' messages are not corrected. */
  private byte @Nullable [] last;

  /** The number of published messages that have not come back. */
  private long pendingEchoes;

  private @Nullable Long corrected; // nanoTime of the last correction on this connection, or null
  private boolean warned;

  /** A topic on which nothing has been published yet. */
  public OwnTopic(String topic) {
    this.topic = topic;
  }

  /** Called before this payload is published; the message comes back sooner or later. */
  public synchronized void publishing(byte[] payload) {
    last = payload;
    pendingEchoes++;
  }

  /** Called if the message was not published after all. */
  public synchronized void notPublished() {
    pendingEchoes = Math.max(0, pendingEchoes - 1);
  }

  /** Ends the corrections: messages of others are no longer corrected. */
  public synchronized void stop() {
    last = null;
  }

  /** Called on each new connection: messages published before do not come back. */
  public synchronized void onConnected() {
    pendingEchoes = 0;
    corrected = null;
  }

  /**
   * Takes a message on the topic; called by the MQTT library.
   *
   * @return whether the owner must publish its last message again, in another thread
   */
  public boolean receive(Message message) {
    if (message.retained()) {
      return false; // older than the subscription; what is published on connect replaces it
    }
    boolean corrects = isToBeCorrected(message.payload(), System.nanoTime());
    if (corrects) {
      LOG.info(
          "{}: another program published there; the service publishes its own message again",
          topic);
    }
    return corrects;
  }

  private synchronized boolean isToBeCorrected(byte[] received, long now) {
    if (pendingEchoes > 0) {
      pendingEchoes--; // if it is not ours, ours is still to come and replaces it
      return false;
    }
    if (last == null || Arrays.equals(last, received)) {
      return false;
    }
    if (corrected == null || now - corrected > BETWEEN_CORRECTIONS.toNanos()) {
      corrected = now;
      return true;
    }
    if (!warned) {
      warned = true;
      LOG.warn(
          "{}: another program publishes there again and again; it is corrected at most once in {} s:"
              + " does a second program serve this, or have the same client identifier?",
          topic,
          BETWEEN_CORRECTIONS.toSeconds());
    }
    return false;
  }
}
