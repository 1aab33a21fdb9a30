package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back the messages of a new link until all endpoints have published in {@link
 * Endpoint#onConnected}, then delivers them in order. Thread-safe: at the end of {@link #release}
 * the MQTT library's thread has to wait, so that no later message overtakes an earlier one.
 */
final class EarlyMessages {
  private static final Logger LOG = LoggerFactory.getLogger(EarlyMessages.class);
  private static final int MAX_MESSAGES = 100_000;
  private static final int MAX_LARGEST = 16; // times the largest payload, in bytes
  private static final int ROUNDS = 10; // after these, few messages arrive in one round

  private final LogLimit log = new LogLimit("messages while connecting");
  private final long maxBytes;
  private final Consumer<Message> receiver;
  private List<Message> kept = new ArrayList<>();
  private boolean released;
  private long bytes;

  EarlyMessages(int maxPayloadBytes, Consumer<Message> receiver) {
    this.maxBytes = (long) MAX_LARGEST * maxPayloadBytes;
    this.receiver = receiver;
  }

  /**
   * Holds a message back, or delivers it after {@link #release}; called by the MQTT library. Drops
   * it, and logs that, if too many are held back.
   */
  void pass(Message message) {
    synchronized (this) {
      if (!released) {
        keep(message);
        return;
      }
    }
    receiver.accept(message);
  }

  private void keep(Message message) {
    if (kept.size() >= MAX_MESSAGES || bytes + message.size() > maxBytes) {
      log.error(
          LOG, "{}: lost because too much came while the connection was made", message.topic());
      return;
    }
    bytes += message.size();
    kept.add(message);
  }

  /** Delivers, in this thread, what was held back; later messages are delivered at once. */
  void release() {
    for (int i = 0; i < ROUNDS; i++) {
      takeKept().forEach(receiver); // without the lock: new messages need not wait
    }
    synchronized (this) {
      takeKept().forEach(receiver);
      released = true;
    }
  }

  private synchronized List<Message> takeKept() {
    List<Message> taken = kept;
    kept = new ArrayList<>();
    bytes = 0;
    return taken;
  }
}
