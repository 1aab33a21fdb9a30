package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker whether messages to the services of one interface reach anybody, where what is
 * known from statuses may be outdated. Whether a call fails at once follows from these answers in
 * {@code InterfacePresence}. Thread-safe.
 */
public final class Reachability {
  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

  /**
   * Within this time, the MQTT library's threads pass on a message that the library has received.
   */
  private static final Duration PASSING_ON = Duration.ofMillis(10);

  private final String interfaceId;
  private final BrokerConnection connection;
  private final ServicePresence presence;
  private final BrokerAnswers broker;
  private final Supplier<Message> probe;
  private final AnnouncementRequest request;
  private volatile Confirmed confirmed = new Confirmed(0, -1);

  /** What was known of the services when somebody received the probe. */
  private volatile @Nullable Availability probedWith;

  /**
   * It is confirmed that all services are offline.
   *
   * @param moment when, by {@link System#nanoTime()}
   * @param connection on which of our own connections, see {@link ServicePresence#connectionNumber}
   */
  private record Confirmed(long moment, int connection) {}

  /**
   * Answers for the services that {@code presence} knows.
   *
   * @param probe creates the probe, a message to a topic without subscribers while no service is
   *     online
   * @param request asks services to announce themselves
   */
  public Reachability(
      String interfaceId,
      BrokerConnection connection,
      ServicePresence presence,
      BrokerAnswers broker,
      Supplier<Message> probe,
      AnnouncementRequest request) {
    this.interfaceId = interfaceId;
    this.connection = connection;
    this.presence = presence;
    this.broker = broker;
    this.probe = probe;
    this.request = request;
  }

  /** The interface is subscribed to on a connection. Never waits. */
  public void onConnected() {
    request.onConnected();
  }

  /** A service has told a fleet that this is its status now. Never waits. */
  public void onAnnounced(Status current) {
    request.onAnnounced(current);
  }

  /**
   * How long a call may still wait for a service that seems to be offline to announce itself. May
   * wait for the broker.
   */
  public Duration untilAnswered() {
    return connection.isConnected() ? request.untilAnswered() : Duration.ZERO;
  }

  /** The connection is lost; the next one may be to another broker. */
  public void onConnectionLost() {
    broker.forget();
    probedWith = null;
    request.onConnectionLost();
  }

  /**
   * Whether no service is online, as far as is known. If statuses may have been lost on their way,
   * this has the services asked. Never waits.
   */
  public boolean seemsDown() {
    boolean down = presence.availability().allOffline() && connection.isConnected();
    if (down) {
      request.onPerhapsLost();
    }
    return down;
  }

  /**
   * Whether no service is online, given everything that the broker held at the time {@code asked}
   * (by {@link System#nanoTime()}); waits until that has arrived. False if the broker does not
   * answer.
   */
  public boolean isDown(long asked) {
    if (!seemsDown()) {
      return false;
    }
    Confirmed known = confirmed;
    int current = presence.connectionNumber();
    if (known.connection == current && known.moment - asked >= 0) {
      return presence.availability().allOffline();
    }
    try {
      long moment = broker.catchUp(asked);
      return connection.isConnected() && confirmDown(moment, current);
    } catch (TransportException e) {
      LOG.debug("{}: whether a service is there is not known", interfaceId, e);
      return false; // then sending fails, too
    }
  }

  /**
   * Whether no service is online, after giving the MQTT library's threads a moment to pass on a
   * message that the library may have received.
   */
  private boolean confirmDown(long moment, int current) {
    try {
      boolean allOffline = presence.isDownFor(PASSING_ON);
      if (allOffline) {
        confirmed = new Confirmed(moment, current);
      }
      return allOffline;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // continues without waiting
      return presence.availability().allOffline();
    }
  }

  /**
   * Whether a message may be sent although no service is known to be online: one without a status
   * may be. Only if the broker reports when a topic has no subscribers; otherwise the caller would
   * wait for its timeout instead of failing at once. Waits for the broker.
   */
  @SuppressWarnings("ReferenceEquality") // each status makes another availability, maybe equal
  public boolean mayReachServiceWithoutStatus() {
    if (!connection.speaksMqtt5()) {
      return false; // MQTT 3.1.1 cannot report it
    }
    Availability known = presence.availability();
    if (known == probedWith) {
      return false;
    }
    try {
      boolean told = broker.reportsMissingSubscribers(probe.get());
      if (!told) { // until a status comes: it may be a service that is starting, and has none yet
        probedWith = known;
      }
      return told;
    } catch (TransportException e) {
      LOG.debug("{}: whether others can be reached is not known", interfaceId, e);
      return false;
    }
  }
}
