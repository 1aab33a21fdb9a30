package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what comes while a connection is made, until endpoints have said what they say on each.
 * Thread-safe: in the end it holds back who receives, so that order remains.
 */
final class EarlyMessages {
  private static final Logger LOG = LoggerFactory.getLogger(EarlyMessages.class);
  private static final int MAX_MESSAGES = 100_000;
  private static final int MAX_LARGEST = 16; // so many of the largest payload
  private static final int ROUNDS = 10; // after which only little comes at a time

  private final LogLimit log = new LogLimit("messages while connecting");
  private final long maxBytes;
  private final Consumer<Message> receiver;
  private List<Message> kept = new ArrayList<>(); // null once released
  private long bytes;

  EarlyMessages(int maxPayloadBytes, Consumer<Message> receiver) {
    this.maxBytes = (long) MAX_LARGEST * maxPayloadBytes;
    this.receiver = receiver;
  }

  /** Keeps a message, or passes it on. */
  void pass(Message message) {
    synchronized (this) {
      if (kept != null) {
        keep(message);
        return;
      }
    }
    receiver.accept(message);
  }

  private void keep(Message message) {
    if (kept.size() >= MAX_MESSAGES || bytes + message.size() > maxBytes) {
      log.error(LOG, "{}: lost, for too much came while the connection was made", message.topic());
      return;
    }
    bytes += message.size();
    kept.add(message);
  }

  /** Passes on what is kept, and from now on everything. */
  void release() {
    for (int i = 0; i < ROUNDS; i++) {
      takeKept().forEach(receiver); // what comes meanwhile is kept, or the broker would have to
    }
    synchronized (this) {
      takeKept().forEach(receiver);
      kept = null;
    }
  }

  private synchronized List<Message> takeKept() {
    List<Message> taken = kept;
    kept = new ArrayList<>();
    bytes = 0;
    return taken;
  }
}
