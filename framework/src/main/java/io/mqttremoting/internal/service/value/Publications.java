package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the values and signals of one service, and counts them. Thread-safe. */
final class Publications {
  private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

  /** What became of a message. One without room may be published later on the same connection. */
  enum Outcome {
    TAKEN,
    NO_ROOM,
    NOT_SENT
  }

  private final String id;
  private final Sender sender;
  private final LogLimit log;
  private final List<ServiceInterceptor> interceptors;
  private final AtomicLong count = new AtomicLong();

  /** Publishes for the interface with this ID; {@code log} limits the log lines about failures. */
  Publications(String id, Sender sender, LogLimit log, List<ServiceInterceptor> interceptors) {
    this.id = id;
    this.sender = sender;
    this.log = log;
    this.interceptors = interceptors;
  }

  /**
   * Publishes a value or a signal; may wait for the broker. Without a connection, a value is
   * published on the next connect and a signal is lost.
   */
  Outcome publish(
      String member, String topic, byte[] payload, boolean retained, Metadata metadata) {
    count.incrementAndGet();
    try {
      sender.publish(
          Sender.When.PACED,
          new Message(
              topic, payload, Message.DEFAULT_QOS, retained, Message.Properties.of(metadata)));
      return Outcome.TAKEN;
    } catch (TransportException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        LOG.debug("{}.{}: not published: {}", id, member, e.getMessage());
      } else {
        log.error(LOG, "{}.{}: not published: {}", id, member, e.getMessage());
      }
      return e.code() == ErrorCode.RESOURCE_EXHAUSTED ? Outcome.NO_ROOM : Outcome.NOT_SENT;
    }
  }

  /** Returns what interceptors add to a new value. User code, in the thread that reports it. */
  Metadata besideValue(String property, @Nullable Object value) {
    return interceptors.isEmpty()
        ? Metadata.empty()
        : beside(property, ServiceInterceptor::onValue, value);
  }

  /** Returns what interceptors add to a signal. User code, in the thread that raises it. */
  Metadata besideSignal(String signal, Object[] arguments) {
    return interceptors.isEmpty()
        ? Metadata.empty()
        : beside(signal, ServiceInterceptor::onSignal, arguments);
  }

  private Metadata beside(
      String member,
      BiFunction<ServiceInterceptor, RemoteEvent, Metadata> hook,
      @Nullable Object... arguments) {
    Metadata metadata = Metadata.empty();
    for (ServiceInterceptor interceptor : interceptors) {
      try {
        RemoteEvent event = RemoteEvent.of(id, member, metadata, arguments);
        metadata = Objects.requireNonNull(hook.apply(interceptor, event), "metadata");
      } catch (RuntimeException | Error e) { // it is published nevertheless
        log.error(LOG, "{}.{}: interceptor {} failed", id, member, interceptor, e);
      }
    }
    return metadata;
  }

  /** Returns how many values and signals have been published or are about to be. */
  long count() {
    return count.get();
  }
}
