package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages by the {@link Transport} that a connection has at the moment, within the limits of
 * that connection. Thread-safe; must not be called by threads of the MQTT library, see {@link
 * Transport#publish}.
 */
public final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /**
   * How long to wait until the MQTT library reports that the connection is lost, after it has
   * reported that a message is lost.
   */
  private static final Duration TOLD_OF_LOSS = Duration.ofSeconds(1);

  /** How long to wait for room among the unsent messages. */
  private static final Duration MAX_PATIENCE = Duration.ofSeconds(10);

  private final LogLimit log = new LogLimit("messages that are sent");
  private final StateMachine states;
  private final SizeLimits sizes;
  private final Duration answerTimeout;
  private final int maxPayloadBytes;
  private final int leastQos;

  /**
   * Sends on the link that {@code states} has in use.
   *
   * @param sizes learns how large a message a broker takes, because MQTT 3.1.1 brokers do not
   *     announce that
   */
  Sender(ConnectionSettings settings, StateMachine states, SizeLimits sizes) {
    this.states = states;
    this.sizes = sizes;
    this.answerTimeout = settings.options().timeout();
    this.maxPayloadBytes = settings.maxPayloadBytes();
    this.leastQos = settings.leastQos();
  }

  /** When a message is sent. */
  public enum When {
    /** At once. */
    NOW,

    /**
     * For messages that come back to this connection or go to many others: if more of them are on
     * the way than brokers queue, these come first.
     */
    PACED,

    /**
     * On a new connection, after all endpoints have published in {@link Endpoint#onConnected}: then
     * it does not overtake values that changed while there was no connection.
     */
    AFTER_ANNOUNCEMENTS
  }

  /** The link in use; waits until it is time to send. */
  Link await(When when) throws TransportException {
    if (when == When.AFTER_ANNOUNCEMENTS) {
      return states.requireAnnounced();
    }
    Link link = states.require(MAX_PATIENCE);
    if (when == When.PACED) {
      link.pace().await();
    }
    return link;
  }

  /**
   * Sends a message; logs it if the broker does not pass it on.
   *
   * @throws TransportException if there is no connection, the payload is too large, or too many
   *     messages are unsent
   */
  public void publish(When when, Message message) throws TransportException {
    publish(when, message, refusal -> logRefusal(message, refusal));
  }

  /**
   * Sends a message like {@link #publish(When, Message)}.
   *
   * @param listener called as {@link Transport#publish} says
   */
  public void publish(When when, Message message, Transport.PublishListener listener)
      throws TransportException {
    Link link = await(when);
    try {
      publish(link, message, listener);
    } catch (TransportException e) {
      publish(linkAfter(link, MAX_PATIENCE, e), message, listener);
    }
  }

  /**
   * The link to send a message on that was not sent on another, because the connection has moved to
   * another broker since.
   *
   * @throws TransportException the given failure if it has not
   */
  private Link linkAfter(Link before, Duration patience, TransportException failure)
      throws TransportException {
    if (before.isRetired()) {
      return states.require(patience);
    }
    throw failure;
  }

  /**
   * Sends a message now, and waits at most {@code patience} for room.
   *
   * @return tells whether the connection that it was sent on has been lost since, and why
   */
  public Supplier<Optional<Throwable>> publish(
      Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException {
    Duration shorter = patience.compareTo(MAX_PATIENCE) < 0 ? patience : MAX_PATIENCE;
    Link link = states.require(shorter);
    Link used = link;
    try {
      publish(link, message, shorter, listener);
    } catch (TransportException e) {
      used = linkAfter(link, shorter, e);
      publish(used, message, shorter, listener);
    }
    Link sentOn = used;
    return () -> Optional.ofNullable(sentOn.lost());
  }

  /** Tells whether the connection that is in use now is lost; also true if there is none now. */
  public BooleanSupplier lossFromNow() {
    Link link = states.link();
    return () -> link == null || link.lost() != null;
  }

  /** Sends a message on a link that {@link #await} has returned. */
  void publish(Link link, Message message, Transport.PublishListener listener)
      throws TransportException {
    publish(link, message, MAX_PATIENCE, listener);
  }

  /** Logs that a message was not passed on, unless the reason is that nobody is subscribed. */
  public void logRefusal(Message message, TransportException refusal) {
    if (refusal.code() != ErrorCode.UNAVAILABLE) {
      log.warn(LOG, "{}: not passed on: {}", message.topic(), refusal.getMessage());
    }
  }

  private void publish(
      Link link, Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException {
    try {
      checkSize(message.payload());
    } catch (IllegalArgumentException e) {
      throw new TransportException(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
    }
    Message sent = message.qos() < leastQos ? message.withQos(leastQos) : message;
    Transport connected = link.transport();
    if (connected.version() == MqttVersion.MQTT_3_1_1) {
      sizes.publish(connected, sent, patience, listener);
    } else {
      connected.publish(sent, patience, listener);
    }
  }

  /**
   * Sends a message like {@link #publish(When, Message)}.
   *
   * @return what the broker answers
   */
  public Answer ask(When when, Message message) throws TransportException {
    Link link = await(when);
    Answer answer = new Answer(link, message.topic());
    publish(link, message, answer);
    return answer;
  }

  /** The answer of the broker to a message that was sent. */
  public final class Answer implements Transport.PublishListener {
    private final Link link;
    private final String topic;
    private final long end = System.nanoTime() + answerTimeout.toNanos();
    private final CompletableFuture<Optional<TransportException>> said = new CompletableFuture<>();

    private Answer(Link link, String topic) {
      this.link = link;
      this.topic = topic;
    }

    @Override
    public void onTaken() {
      said.complete(Optional.empty());
    }

    @Override
    public void onRefused(TransportException refusal) {
      said.complete(Optional.of(refusal));
    }

    @Override
    public void onLost() {
      said.completeExceptionally(notTaken());
    }

    private TransportException notTaken() {
      return new TransportException(
          ErrorCode.UNAVAILABLE, link.broker() + " has not taken " + topic, null);
    }

    /**
     * Waits until the broker has taken the message; by then the broker also has all messages that
     * were sent before.
     *
     * @return false if the broker says that nobody is subscribed to its topic
     * @throws TransportException if the broker refuses it or does not answer in time
     */
    public boolean await() throws TransportException {
      Optional<TransportException> refusal = awaitSaid();
      if (refusal.isPresent() && refusal.get().code() != ErrorCode.UNAVAILABLE) {
        throw refusal.get();
      }
      return refusal.isEmpty();
    }

    private Optional<TransportException> awaitSaid() throws TransportException {
      try {
        return said.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        states.awaitLoss(link, TOLD_OF_LOSS); // so that callers find no connection
        throw notTaken();
      } catch (TimeoutException e) {
        throw notTaken();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting to send", e);
      }
    }
  }

  /**
   * Refuses a payload that the receiver would not take.
   *
   * @throws IllegalArgumentException if it is larger than this connection's limit
   */
  public void checkSize(byte[] payload) {
    if (payload.length > maxPayloadBytes) {
      throw new IllegalArgumentException(
          "the payload of "
              + payload.length
              + " bytes exceeds the limit of "
              + maxPayloadBytes
              + "; send less, or raise maxPayloadBytes on both sides");
    }
  }
}
