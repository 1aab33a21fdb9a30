package io.mqttremoting.internal.client;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.wire.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A received value or signal. The first thread that needs its value decodes it, never the MQTT
 * library's thread, because decoding runs users' constructors. A bad payload is logged once and has
 * no value of its own. Thread-safe.
 *
 * @param <V> the type of the value
 */
final class Received<V> {
  private static final Logger LOG = LoggerFactory.getLogger(Received.class);

  /** Decodes a payload. */
  interface Decoder<V> {
    V decode(byte[] payload) throws BadPayloadException;
  }

  private enum State {
    UNDECODED,
    GOOD,
    BAD
  }

  private final Message message;
  private final Decoder<V> decoder;
  private final LogLimit log;
  private volatile State state = State.UNDECODED;
  private @Nullable V value;

  /**
   * What was received before on the same topic; {@code null} if nothing was, or once this is
   * decoded.
   */
  private volatile @Nullable Received<V> previous;

  Received(Message message, Decoder<V> decoder, @Nullable Received<V> previous, LogLimit log) {
    this.log = log;
    this.message = message;
    this.decoder = decoder;
    this.previous = previous;
  }

  byte[] payload() {
    return message.payload();
  }

  /** The size in bytes, for the limits of queues. */
  int size() {
    return message.payload().length + message.properties().user().size();
  }

  /** What was sent beside it; empty if there is too much of it. */
  Metadata metadata() {
    return message.properties().user().metadata();
  }

  /** Whether the payload could be decoded. */
  boolean isGood() {
    decode();
    return state == State.GOOD;
  }

  /**
   * The value. If this payload is bad, the value of the last good one before it; {@code null} if
   * there was none.
   */
  @Nullable V value() {
    decode();
    return value;
  }

  /** Decodes this and all undecoded payloads before it, the oldest first. */
  private void decode() {
    if (state != State.UNDECODED) {
      return;
    }
    Deque<Received<V>> undecoded = new ArrayDeque<>();
    for (Received<V> r = this; r != null && r.state == State.UNDECODED; r = r.previous) {
      undecoded.push(r);
    }
    undecoded.forEach(Received::decodeOnce);
  }

  private synchronized void decodeOnce() {
    if (state != State.UNDECODED) {
      return;
    }
    Received<V> before = previous;
    State found = State.BAD;
    try {
      value = decoder.decode(message.payload());
      found = State.GOOD;
    } catch (BadPayloadException e) {
      log.malformed(LOG, "{}: a bad message is ignored: {}", message.topic(), e.getMessage());
      LOG.debug("{}: why the message was ignored", message.topic(), e);
    } catch (RuntimeException | Error e) { // for example from a user's constructor
      log.error(LOG, "{}: a message cannot be read and is ignored", message.topic(), e);
    }
    if (found == State.BAD) {
      value = before == null ? null : before.value;
    }
    state = found;
    previous = null;
  }

  /** Whether nobody has needed the value yet. Until then, this keeps what was received before. */
  boolean isUndecoded() {
    return state == State.UNDECODED;
  }

  /** This, or the last one before it that is decoded; {@code null} if there is none. */
  @Nullable Received<V> lastDecoded() {
    Received<V> found = this;
    while (found != null && found.state == State.UNDECODED) {
      found = found.previous;
    }
    return found;
  }
}
