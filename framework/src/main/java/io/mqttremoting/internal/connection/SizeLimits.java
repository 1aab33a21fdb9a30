package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns how large a message each broker takes. MQTT 3.1.1 brokers do not announce that: a broker
 * that gets a message which is too large ends the connection, and does so again each time the
 * message is sent again. So this gives up a message if messages to its topic were on the way at two
 * losses in a row and it is larger than any that the broker has acknowledged. For a while it also
 * refuses other messages of that size. Thread-safe.
 */
final class SizeLimits {
  private static final Logger LOG = LoggerFactory.getLogger(SizeLimits.class);

  /** Every broker takes messages up to this size, in bytes. */
  static final int SMALL = 4096;

  /**
   * How long messages are refused; not for ever, because the connection may have been lost by
   * chance.
   */
  static final Duration REFUSING = Duration.ofMinutes(5);

  /**
   * How much larger a repeated request may be than the request that the broker has acknowledged: it
   * states its age.
   */
  private static final int GROWTH = 64;

  private final LongSupplier nanoTime;
  private final Map<URI, Broker> brokers = new HashMap<>();
  private volatile @Nullable Broker broker; // null before the first connection

  SizeLimits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What is known about one broker; the monitor guards everything but {@code taken}. */
  private final class Broker {
    private final URI uri;

    /** The size of the largest message that the broker has acknowledged. */
    private volatile int taken = SMALL;

    /** The messages that were on the way when the connection was lost, until {@link #lose}. */
    private List<OnItsWay> lost = new ArrayList<>();

    /** The messages that were on the way at the loss before: the largest size for each topic. */
    private Map<String, Integer> suspects = new HashMap<>();

    private int tooLarge = Integer.MAX_VALUE;
    private @Nullable String reason;
    private long learned; // when that was learned, by nanoTime

    Broker(URI uri) {
      this.uri = uri;
    }

    synchronized void check(OnItsWay sent) throws TransportException {
      if (sent.size >= tooLarge) {
        if (nanoTime.getAsLong() - learned < REFUSING.toNanos()) {
          throw refusal(sent);
        }
        tooLarge = Integer.MAX_VALUE;
      }
    }

    synchronized void took(int size) {
      taken = Math.max(taken, size);
      suspects.values().removeIf(suspect -> suspect <= taken);
      if (taken >= tooLarge) {
        tooLarge = Integer.MAX_VALUE;
      }
    }

    synchronized void add(OnItsWay sent) {
      lost.add(sent);
    }

    private TransportException refusal(OnItsWay message) {
      return new TransportException(
          ErrorCode.INVALID_ARGUMENT,
          uri + " seems not to take a message of " + message.size + " bytes: " + reason,
          null);
    }

    /** Learns from the lost messages, and returns them, the largest first. */
    synchronized List<OnItsWay> lose() {
      List<OnItsWay> all = takeLost();
      all.sort(Comparator.comparingInt(sent -> -sent.size));
      List<OnItsWay> larger =
          all.stream().filter(sent -> sent.size > taken + growth(sent)).toList();
      Optional<OnItsWay> second =
          larger.stream().filter(sent -> suspects.containsKey(sent.topic)).findFirst();
      second.ifPresent(this::learn);
      suspects = new HashMap<>();
      for (OnItsWay sent : larger) {
        if (sent.size < tooLarge) {
          suspects.merge(sent.topic, sent.size, Math::max);
        }
      }
      return all;
    }

    private static int growth(OnItsWay sent) {
      return sent.topic.contains("/rpc/") ? GROWTH : 0;
    }

    synchronized List<OnItsWay> takeLost() {
      List<OnItsWay> all = lost;
      lost = new ArrayList<>();
      return all;
    }

    private void learn(OnItsWay second) {
      String topic = second.topic;
      tooLarge = Math.min(second.size, suspects.getOrDefault(topic, second.size));
      learned = nanoTime.getAsLong();
      reason =
          "two connections running were lost while one of "
              + tooLarge
              + " bytes was on its way to "
              + topic
              + ", and the largest that it has acknowledged "
              + (taken == SMALL ? "is smaller" : "has " + taken);
      LOG.warn(
          "{} seems not to take messages of {} bytes or more: {}; they are refused for {} minutes:"
              + " send less, or raise the broker's limit (max_packet_size of mosquitto)",
          uri,
          tooLarge,
          reason,
          REFUSING.toMinutes());
    }

    private synchronized boolean isGivenUp(OnItsWay sent) {
      return sent.size >= tooLarge;
    }
  }

  /** A message that the broker has not yet acknowledged. */
  private static final class OnItsWay implements Transport.PublishListener {
    private final Broker broker;
    private final String topic;
    private final int size;
    private final Transport.PublishListener listener;

    OnItsWay(Broker broker, String topic, int size, Transport.PublishListener listener) {
      this.broker = broker;
      this.topic = topic;
      this.size = size;
      this.listener = listener;
    }

    @Override
    public void onTaken() {
      broker.took(size);
      listener.onTaken();
    }

    @Override
    public void onRefused(TransportException refusal) {
      listener.onRefused(refusal);
    }

    /** The listener is called later, when the reason is known. */
    @Override
    public void onLost() {
      broker.add(this);
    }
  }

  /** Sets the broker that is connected. */
  void onConnected(URI uri) {
    broker = brokers.computeIfAbsent(uri, Broker::new);
  }

  private Broker inUse() {
    return Objects.requireNonNull(broker); // set before its link is in use
  }

  /**
   * Publishes like {@link Transport#publish}. A message that is larger than any that this broker
   * has acknowledged is sent at QoS 1 at least, because the broker does not acknowledge QoS 0.
   *
   * @throws TransportException also if the broker seems not to take it
   */
  void publish(
      Transport connected, Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException {
    int size = message.size();
    Broker to = inUse();
    if (size <= to.taken) {
      connected.publish(message, patience, listener);
      return;
    }
    OnItsWay sent = new OnItsWay(to, message.topic(), size, listener);
    to.check(sent);
    connected.publish(
        message.withQos(Math.max(message.qos(), Message.DEFAULT_QOS)), patience, sent);
  }

  /**
   * Gives up the messages that seem to be too large; called by the MQTT library when the connection
   * is lost, after the loss of each message was reported.
   *
   * @return what may be the reason of the loss
   */
  Optional<String> onLost() {
    Broker lost = inUse();
    List<OnItsWay> onTheirWay = lost.lose();
    int taken = lost.taken;
    for (OnItsWay sent : onTheirWay) {
      if (lost.isGivenUp(sent)) {
        sent.listener.onRefused(lost.refusal(sent));
      } else {
        sent.listener.onLost();
      }
    }
    return onTheirWay.stream()
        .filter(sent -> sent.size > taken)
        .findFirst()
        .map(
            largest ->
                "a message of "
                    + largest.size
                    + " bytes was on its way to "
                    + largest.topic
                    + ", larger than any that the broker has acknowledged");
  }

  /**
   * Reports the messages on the way as lost: the connection is closed, which says nothing about
   * their size.
   */
  void onClosed() {
    Broker closed = broker;
    if (closed != null) {
      closed.takeLost().forEach(sent -> sent.listener.onLost());
    }
  }
}
