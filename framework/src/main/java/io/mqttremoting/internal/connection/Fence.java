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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the broker has sent everything that it had queued for one connection: publishes a
 * message to a topic of this connection; when it comes back, everything that the broker sent
 * earlier has arrived. Thread-safe; must not be called by threads of the MQTT library.
 *
 * <p>The acknowledgement of a subscription is not enough, because mosquitto sends it before the
 * retained messages if there are more than 20.
 */
final class Fence {
  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  /**
   * How many messages may be on the way to a connection without a fence: a fifth of what brokers
   * queue for a client, because retained messages that a client asks for arrive together with
   * messages that several services publish.
   */
  static final int MAX_ON_THE_WAY = 200;

  /** How long to wait at most, unless fences have come back on this connection before. */
  private static final Duration MAX_WAIT = Duration.ofMillis(500);

  /**
   * How long to wait for a fence before it is published again: if others came back, the broker has
   * dropped it.
   */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final String clientId;
  private final Duration timeout;
  private final BooleanSupplier closing;
  private final Echoes echoes;
  private final Object opening = new Object();
  private boolean opened; // whether the topic is subscribed to; guarded by opening

  /** The transport to publish with; {@code null} before there is a connection. */
  private volatile @Nullable Transport transport;

  private volatile Answer answer;

  /** Whether the connection was lost while subscribing to the topic. */
  private volatile boolean lostInOpening;

  /** Whether messages that the connection publishes to itself come back. */
  private enum Answer {
    UNKNOWN,

    /** One has come back. */
    PROVEN,

    /** None has come back: do not wait again, unless one arrives late. */
    SILENT
  }

  /**
   * A fence of one connection.
   *
   * @param closing whether the connection is about to be closed: then waits are short, and the
   *     first one that fails is the last
   * @param silent whether the broker is known not to allow fences: then nothing waits
   */
  Fence(ConnectionSettings settings, BooleanSupplier closing, boolean silent) {
    this.clientId = settings.clientId();
    this.timeout = settings.options().timeout();
    this.closing = closing;
    this.echoes = new Echoes(settings);
    this.answer = silent ? Answer.SILENT : Answer.UNKNOWN;
  }

  /** Sets the connection, on which nothing is subscribed to yet. */
  void use(Transport connected) {
    transport = connected;
  }

  /**
   * Waits until what the broker had queued has arrived, at most 500 ms; does not wait if nothing
   * comes back on this connection.
   *
   * @return whether it has arrived
   */
  boolean await() {
    return await(MAX_WAIT, MAX_WAIT);
  }

  /**
   * Waits like {@link #await}, but longer if fences are known to come back, for callers that may
   * lose messages if they go on too early.
   */
  boolean awaitPatiently() {
    Duration patience = closing.getAsBoolean() ? AGAIN : timeout;
    return answer == Answer.PROVEN ? await(AGAIN, patience) : await();
  }

  private boolean await(Duration again, Duration patience) {
    Transport connected = transport;
    if (answer == Answer.SILENT || connected == null || !open(connected)) {
      return false;
    }
    Echo echo = echoes.next();
    try {
      return isBack(connected, echo, again, patience);
    } catch (ExecutionException | TransportException e) {
      LOG.debug("{}: what the broker keeps may not have come yet", clientId, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller goes on without waiting
    } finally {
      echoes.forget(echo);
    }
    return false;
  }

  /** Publishes a message, and again after each {@code again}, until it comes back. */
  private boolean isBack(Transport connected, Echo echo, Duration again, Duration patience)
      throws TransportException, ExecutionException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!echoes.isLost() && end - System.nanoTime() > 0) {
      connected.publish(echo.message(), again, echo.back()::completeExceptionally);
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
   * Subscribes to the topic, unless that is done. Done only when it is needed, because some brokers
   * may not allow it.
   */
  private boolean open(Transport connected) {
    synchronized (opening) {
      if (!opened && answer != Answer.SILENT) {
        try {
          connected.subscribe(List.of(echoes.topic()), echoes.subscriptionQos());
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

  /**
   * Whether the connection was lost while subscribing to the topic: some brokers end the connection
   * of a client that does something forbidden.
   */
  boolean isLostInOpening() {
    return lostInOpening;
  }

  /** Returns whether a message is one of these fences; called by the MQTT library. */
  boolean receive(Message message) {
    boolean taken = echoes.receive(message);
    if (taken) {
      answer = Answer.PROVEN; // also if it came too late
    }
    return taken;
  }

  /** Ends all waits: the connection is lost, nothing comes back any more. */
  void end(Throwable cause) {
    echoes.end(cause);
  }
}
