package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the broker has sent what it had for one connection: publishes a message to a topic of
 * its own; when that comes back, everything the broker sent earlier has arrived. So it also keeps
 * the pace of who publishes much that comes back: brokers hold a thousand messages for a client,
 * and silently drop what is more. Thread-safe; not for threads of the MQTT library.
 *
 * <p>The message is what a connection says of itself, at QoS 1, not retained (wire protocol,
 * Presence): a client may publish and hear that with the access control list of docs/mosquitto. An
 * acknowledgement of a subscription would not do, for mosquitto sends it before more than 20
 * retained messages.
 */
final class Fence {
  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  /**
   * How many messages may come to a connection without waiting for a fence: a fifth of what brokers
   * hold, for those that a client asks for come together with those that several services publish.
   */
  static final int MAX_ON_THE_WAY = 200;

  private static final int SLOWNESS_OF_OTHERS = 3;
  private static final Duration MAX_REST = Duration.ofMillis(50);

  /** How long to wait at most, unless it is known that fences come back. */
  private static final Duration MAX_WAIT = Duration.ofMillis(500);

  /** A fence that is not back by then was dropped, if others came back. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final ConnectOptions options;
  private final String session;
  private final BooleanSupplier closing;
  private final int qos;
  private final StatusCodec codec = new StatusCodec();
  private final String topic;
  private final Map<String, CompletableFuture<Void>> sent = new ConcurrentHashMap<>();
  private final Object opening = new Object();
  private final Object pacing = new Object();
  private boolean opened; // guarded by opening; whether the topic is subscribed to
  private int published; // guarded by pacing; since the last fence
  private long pacedAt = System.nanoTime(); // likewise; when that was

  /** By what messages go; {@code null} before there is a connection. */
  private volatile Transport current;

  /** Whether one has come back. */
  private volatile boolean proven;

  /** Whether none comes back on this connection, so that nobody waits again. */
  private volatile boolean silent;

  private volatile Throwable lost; // by what; null as long as the connection is not

  /** Whether the connection was lost when the topic was to be subscribed to. */
  private volatile boolean lostInOpening;

  /**
   * A fence of a connection with these options, on which messages go at {@code leastQos}.
   *
   * @param closing whether the connection is about to be closed: then nobody waits for long, and
   *     nobody again once that was in vain
   * @param silent whether the broker does not allow it
   */
  Fence(
      ConnectOptions options,
      String session,
      int leastQos,
      BooleanSupplier closing,
      boolean silent) {
    this.silent = silent;
    this.closing = closing;
    this.options = options;
    this.session = session;
    this.qos = Math.max(Message.DEFAULT_QOS, leastQos);
    this.topic = Topics.connectionStatus(options.clientId());
  }

  /** There is a connection, on which nothing was subscribed to so far. */
  void use(Transport connected) {
    current = connected;
  }

  /**
   * Waits until what the broker had is there, for 500 ms at most; not at all if nothing comes back
   * on this connection.
   *
   * @return whether it is there
   */
  boolean await() {
    return await(MAX_WAIT, MAX_WAIT);
  }

  /**
   * Waits as {@link #await} does, but longer if fences are known to come back: for who goes on
   * without that may lose messages.
   */
  boolean awaitPatiently() {
    Duration patience = closing.getAsBoolean() ? AGAIN : options.timeout();
    return proven ? await(AGAIN, patience) : await();
  }

  /** Waits, before one more message is published that comes back, if too many are on the way. */
  void pace() {
    synchronized (pacing) { // so that all wait
      if (published >= MAX_ON_THE_WAY) {
        long begin = System.nanoTime();
        if (awaitPatiently()) {
          rest(begin);
        }
        pacedAt = System.nanoTime();
        published = 0;
      }
      published++;
    }
  }

  /**
   * Waits, so that what was published since the last fence has taken a few times as long as it
   * needs to come back here: others that get it may be slower.
   */
  private void rest(long begin) {
    long now = System.nanoTime();
    long rest = SLOWNESS_OF_OTHERS * (now - begin) - (now - pacedAt);
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(rest, MAX_REST.toNanos())); // not at all if negative
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
  }

  private boolean await(Duration again, Duration patience) {
    Transport transport = current;
    if (silent || transport == null || !open(transport)) {
      return false;
    }
    long end = System.nanoTime() + patience.toNanos();
    byte[] payload = codec.encode(Status.connection(true, session), RandomId.next());
    String text = new String(payload, StandardCharsets.UTF_8);
    CompletableFuture<Void> back = new CompletableFuture<>();
    sent.put(text, back);
    try {
      while (lost == null && end - System.nanoTime() > 0) { // else nobody would end it
        transport.publish(
            new Message(topic, payload, qos, false), again, back::completeExceptionally);
        if (isDone(back, again)) {
          return true;
        }
        if (closing.getAsBoolean()) {
          silent = true;
          return false;
        }
      }
      if (lost != null) {
        return false;
      }
      silent = !proven;
      LOG.info(
          "{}: what the broker keeps may not have come yet: a message to this connection itself did"
              + " not come back within {} ms",
          options.clientId(),
          patience.toMillis());
    } catch (CompletionException | TransportException e) {
      LOG.debug("{}: what the broker keeps may not have come yet", options.clientId(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    } finally {
      sent.remove(text);
    }
    return false;
  }

  private static boolean isDone(CompletableFuture<Void> back, Duration limit)
      throws InterruptedException {
    try {
      back.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /**
   * Subscribes to the topic, unless that is done. Not before it is needed, for some brokers may not
   * allow it.
   */
  private boolean open(Transport transport) {
    synchronized (opening) {
      if (!opened && !silent) {
        try {
          transport.subscribe(List.of(topic), qos);
          opened = true;
        } catch (TransportException e) {
          silent = true;
          lostInOpening = e.code() == ErrorCode.UNAVAILABLE;
          LOG.info(
              "{}: what the broker keeps may not have come when a client is made: {}",
              options.clientId(),
              e.getMessage());
        }
      }
      return opened;
    }
  }

  /** Whether the connection was lost when this began, as some brokers do with what they forbid. */
  boolean isLostInOpening() {
    return lostInOpening;
  }

  /** Takes a message if it is one of these; called by the MQTT library. */
  boolean receive(Message message) {
    if (!message.topic().equals(topic)) {
      return false;
    }
    CompletableFuture<Void> back = sent.get(new String(message.payload(), StandardCharsets.UTF_8));
    if (back == null && !codec.isFence(message.payload(), session)) {
      return false;
    }
    proven = true; // also by one that came too late
    silent = false;
    if (back != null) {
      back.complete(null);
    }
    return true;
  }

  /** The connection is lost: nothing comes back any more. */
  void end(Throwable cause) {
    lost = cause;
    sent.values().forEach(back -> back.completeExceptionally(cause));
  }
}
