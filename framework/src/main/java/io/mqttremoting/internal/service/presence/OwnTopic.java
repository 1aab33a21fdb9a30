package io.mqttremoting.internal.service.presence;

import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic on which one service, or one connection, keeps what it says. It hears what comes there,
 * and tells when its owner has to say its own again, for somebody else has said something
 * different: a last will that came late, say. That is at most once in ten seconds, so that two who
 * both hold a topic for theirs do not fight. Thread-safe, and never waits.
 */
public final class OwnTopic {
  private static final Logger LOG = LoggerFactory.getLogger(OwnTopic.class);
  private static final Duration BETWEEN_CORRECTIONS = Duration.ofSeconds(10);

  private final String topic;

  /** What was said last; {@code null} while there is nothing to be corrected. */
  private byte[] said;

  /** How many own messages have not come back. */
  private long unheard;

  private Long corrected; // by System.nanoTime(); null if not on this connection
  private boolean warned;

  /** This topic, on which nothing was said yet. */
  public OwnTopic(String topic) {
    this.topic = topic;
  }

  /** This is about to be published; what comes back is that, sooner or later. */
  public synchronized void saying(byte[] payload) {
    said = payload;
    unheard++;
  }

  /** It was not published. */
  public synchronized void notSaid() {
    unheard = Math.max(0, unheard - 1);
  }

  /** What others say from now on is left as it is. */
  public synchronized void stop() {
    said = null;
  }

  /** There is a new connection: nothing that was said before comes back. */
  public synchronized void onConnected() {
    unheard = 0;
    corrected = null;
  }

  /**
   * Takes what came; called by the MQTT library.
   *
   * @return whether what was said last has to be said again, by another thread
   */
  public boolean receive(Message message) {
    if (message.retained()) {
      return false; // from before this was subscribed to, and what is said on a connect follows it
    }
    boolean corrects = isToBeCorrected(message.payload(), System.nanoTime());
    if (corrects) {
      LOG.info("{}: somebody else spoke there; what this service says is said again", topic);
    }
    return corrects;
  }

  private synchronized boolean isToBeCorrected(byte[] heard, long now) {
    if (unheard > 0) {
      unheard--; // be it ours or not: ours is yet to come then, and stays
      return false;
    }
    if (said == null || Arrays.equals(said, heard)) {
      return false;
    }
    if (corrected == null || now - corrected > BETWEEN_CORRECTIONS.toNanos()) {
      corrected = now;
      return true;
    }
    if (!warned) {
      warned = true;
      LOG.warn(
          "{}: somebody else speaks there again and again, and is corrected at most once in {} s:"
              + " does a second program serve this, or have the same client identifier?",
          topic,
          BETWEEN_CORRECTIONS.toSeconds());
    }
    return false;
  }
}
