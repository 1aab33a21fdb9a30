package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.wire.Message;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The value of a property that was received last, and the handlers of its changes. Thread-safe. */
final class PropertyValue {
  private final JsonValueCodec codec;
  private final Handlers handlers;
  private final @Nullable Object initial;
  private final BoundedQueue decoding;
  private final LogLimit log;
  private final CompletableFuture<Void> received = new CompletableFuture<>();
  private volatile @Nullable Received<Object[]> latest;

  /**
   * A value that is not known yet.
   *
   * @param decoding the queue in which values are decoded that nobody has read
   * @param log logs bad values
   */
  PropertyValue(PropertyModel model, JsonValueCodec codec, BoundedQueue decoding, LogLimit log) {
    this.codec = codec;
    this.handlers = new Handlers(model.name(), true);
    this.initial = initial(model);
    this.decoding = decoding;
    this.log = log;
  }

  private static @Nullable Object initial(PropertyModel model) {
    return model.type() instanceof Class<?> type && type.isPrimitive()
        ? Array.get(Array.newInstance(type, 1), 0)
        : null;
  }

  /** Completes when the first value has been received, in a thread of the MQTT library. */
  CompletableFuture<Void> received() {
    return received;
  }

  Handlers handlers() {
    return handlers;
  }

  /** Calls the interceptors of a new proxy, also for the value that is here already. */
  synchronized void addInterceptors(ProxyScope owner, InterceptedCalls interceptors) {
    Registration registration = handlers.addInterceptors(owner, interceptors);
    Received<Object[]> received = latest;
    if (received != null) {
      registration.deliver(received);
    }
  }

  /** The last good value received; before any, Java's default for the type. */
  @Nullable Object get() {
    Received<Object[]> last = latest;
    Object[] value = last == null ? null : last.value();
    return value == null ? initial : value[0];
  }

  /** Whether a message has the same payload as the one that was received last. */
  boolean isLatest(Message message) {
    Received<Object[]> last = latest;
    return last != null && Arrays.equals(last.payload(), message.payload());
  }

  /**
   * Takes a value. A payload that is equal to the last one is no change: a service publishes all
   * values again whenever it connects. Called by the MQTT library, one message at a time.
   */
  synchronized void receive(Message message) {
    Received<Object[]> before = latest;
    if (isLatest(message)) {
      return;
    }
    boolean decodedLater =
        (!handlers.isEmpty() && (before == null || !before.isUndecoded()))
            || decoding.tryExecute(message.payload().length, this::decodeLatest);
    Received<Object[]> next =
        new Received<>(
            message,
            payload -> new Object[] {codec.decode(payload)},
            before == null || decodedLater ? before : before.lastDecoded(),
            log);
    latest = next;
    if (message.payload().length > 0) { // else somebody cleared the value
      received.complete(null);
    }
    handlers.deliver(next);
  }

  /** Decodes the latest value, so that a bad one is logged. */
  private void decodeLatest() {
    Received<Object[]> last;
    synchronized (this) { // waits until receive() has set it
      last = latest;
    }
    if (last != null) {
      last.isGood();
    }
  }
}
