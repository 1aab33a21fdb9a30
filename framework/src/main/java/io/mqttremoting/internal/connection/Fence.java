package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.connection.Echoes.Echo;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the broker has sent what it had for one connection: publishes a message to a topic of
 * its own; when that comes back, everything the broker sent earlier has arrived. Thread-safe; not
 * for threads of the MQTT library.
 *
 * <p>An acknowledgement of a subscription would not do, for mosquitto sends it before more than 20
 * retained messages.
 */
final class Fence {
  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  /**
   * How many messages may come to a connection without waiting for a fence: a fifth of what brokers
   * hold, for those that a client asks for come together with those that several services publish.
   */
  static final int MAX_ON_THE_WAY = 200;

  /** How long to wait at most, unless it is known that fences come back. */
  private static final Duration MAX_WAIT = Duration.ofMillis(500);

  /** A fence that is not back by then was dropped, if others came back. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final String clientId;
  private final Duration timeout;
  private final BooleanSupplier closing;
  private final Echoes echoes;
  private final Object opening = new Object();
  private boolean opened; // guarded by opening; whether the topic is subscribed to

  /** By what messages go; {@code null} before there is a connection. */
  private volatile Transport transport;

  private volatile Answer answer;

  /** Whether the connection was lost when the topic was to be subscribed to. */
  private volatile boolean lostInOpening;

  /** What is known of messages to the connection itself. */
  private enum Answer {
    UNKNOWN,

    /** One has come back, so others do. */
    PROVEN,

    /** None comes back, so nobody waits again, unless one comes late. */
    SILENT
  }

  /**
   * A fence of one connection.
   *
   * @param closing whether the connection is about to be closed: then nobody waits for long, and
   *     nobody again once that was in vain
   * @param silent whether the broker does not allow it
   */
  Fence(ConnectionSettings settings, BooleanSupplier closing, boolean silent) {
    this.clientId = settings.clientId();
    this.timeout = settings.options().timeout();
    this.closing = closing;
    this.echoes = new Echoes(settings);
    this.answer = silent ? Answer.SILENT : Answer.UNKNOWN;
  }

  /** There is a connection, on which nothing was subscribed to so far. */
  void use(Transport connected) {
    transport = connected;
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
    Duration patience = closing.getAsBoolean() ? AGAIN : timeout;
    return answer == Answer.PROVEN ? await(AGAIN, patience) : await();
  }

  private boolean await(Duration again, Duration patience) {
    if (answer == Answer.SILENT || transport == null || !open()) {
      return false;
    }
    Echo echo = echoes.next();
    try {
      return isBack(echo, again, patience);
    } catch (ExecutionException | TransportException e) {
      LOG.debug("{}: what the broker keeps may not have come yet", clientId, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    } finally {
      echoes.forget(echo);
    }
    return false;
  }

  /** Publishes a message, and does so again after each {@code again}, until it is back. */
  private boolean isBack(Echo echo, Duration again, Duration patience)
      throws TransportException, ExecutionException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!echoes.isLost() && end - System.nanoTime() > 0) {
      transport.publish(echo.message(), again, echo.back()::completeExceptionally);
      if (isDone(echo.back(), again)) {
        return true;
      }
      if (closing.getAsBoolean()) {
        answer = Answer.SILENT;
        return false;
      }
    }
    if (!echoes.isLost()) {
      onMissing(patience);
    }
    return false;
  }

  private void onMissing(Duration patience) {
    if (answer == Answer.UNKNOWN) {
      answer = Answer.SILENT;
    }
    LOG.info(
        "{}: what the broker keeps may not have come yet: a message to this connection itself did"
            + " not come back within {} ms",
        clientId,
        patience.toMillis());
  }

  private static boolean isDone(CompletableFuture<Void> back, Duration limit)
      throws InterruptedException, ExecutionException {
    try {
      back.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /**
   * Subscribes to the topic, unless that is done. Not before it is needed, for some brokers may not
   * allow it.
   */
  private boolean open() {
    synchronized (opening) {
      if (!opened && answer != Answer.SILENT) {
        try {
          transport.subscribe(List.of(echoes.topic()), echoes.qos());
          opened = true;
        } catch (TransportException e) {
          answer = Answer.SILENT;
          lostInOpening = e.code() == ErrorCode.UNAVAILABLE;
          LOG.info(
              "{}: what the broker keeps may not have come when a client is made: {}",
              clientId,
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
    boolean taken = echoes.receive(message);
    if (taken) {
      answer = Answer.PROVEN; // also by one that came too late
    }
    return taken;
  }

  /** The connection is lost: nothing comes back any more. */
  void end(Throwable cause) {
    echoes.end(cause);
  }
}
