package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the links of one connection, and handles the loss of a link. Links are made by one thread
 * at a time; losses are reported by threads of the MQTT library.
 */
final class LinkMaker {
  private static final Logger LOG = LoggerFactory.getLogger(LinkMaker.class);

  /**
   * A link that is lost within this time may mean that two programs use the same client identifier:
   * then the broker ends each one's connection when the other connects.
   */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final String SOON_HINT =
      ", soon after it was made (is another client using the same client identifier?)";

  private final ConnectOptions options;
  private final int maxPayloadBytes;
  private final boolean subscribesAtQos0;
  private final Connector connector;
  private final StateMachine states;
  private final SizeLimits sizes;
  private final Consumer<Message> receiver;
  private final Executor workers;
  private final Fences fences;
  private final ReturnToFirst returning;

  /**
   * Makes links whose state {@code states} owns.
   *
   * @param receiver takes the messages
   * @param workers runs broker operations that a received message causes; these may wait
   */
  LinkMaker(
      ConnectionSettings settings,
      Connector connector,
      StateMachine states,
      SizeLimits sizes,
      Consumer<Message> receiver,
      Executor workers) {
    ConnectOptions given = settings.options();
    this.options = given.withSecurity(given.security().whileOpen(states::checkOpen));
    this.maxPayloadBytes = settings.maxPayloadBytes();
    this.subscribesAtQos0 = settings.subscribesAtQos0();
    this.connector = connector;
    this.states = states;
    this.sizes = sizes;
    this.receiver = receiver;
    this.workers = workers;
    this.fences = new Fences(settings, states::isClosing);
    this.returning = new ReturnToFirst(settings, options, states);
  }

  /**
   * Connects to one of the brokers. The link is not in use yet.
   *
   * @param onDropped called in a worker thread when the broker may have dropped messages for the
   *     link with this fence
   * @param onLost called by a thread of the MQTT library when a link that was in use is lost: with
   *     the reason, and with how long everything was restored on it
   * @throws TransportException if no broker can be reached
   */
  Link connect(Consumer<Fence> onDropped, BiConsumer<Throwable, Duration> onLost)
      throws TransportException {
    Fence fence = fences.next();
    Link link =
        new Link(
            fence,
            new Backlog(fence, workers, () -> onDropped.accept(fence), subscribesAtQos0),
            new EarlyMessages(maxPayloadBytes, receiver),
            (lost, cause) -> lost(lost, cause, onLost));
    states.attempted();
    link.connected(connector.connect(options, link), connector.current(), options.clientId());
    return link;
  }

  /** Puts a link in use after everything was subscribed to on it. */
  void use(Link link) throws TransportException {
    sizes.onConnected(link.broker());
    states.use(link);
    LOG.info("Connected to {} with MQTT {}", link, link.transport().version());
  }

  /** Has the connection moved to the first broker when that is possible, if the user wants that. */
  void returnToFirst(Link link, ReturnToFirst.Mover mover) {
    returning.watch(link, mover);
  }

  /**
   * Disconnects because the connection moves to another broker, after everything was sent. Before,
   * ends the subscriptions that are shared with others, and waits for what the broker has given to
   * this connection: others get the rest.
   */
  void leave(Link link, List<String> shared, URI to) {
    try {
      if (!shared.isEmpty()) {
        link.transport().unsubscribe(shared);
        link.fence().await();
      }
    } catch (TransportException e) {
      LOG.warn("{}: requests to groups may be lost in leaving it: {}", link, e.getMessage());
    }
    link.retire(); // first: senders that find it closed then wait for the next link
    link.transport().close();
    sizes.onClosed();
    connector.beginWith(to);
    LOG.info("Disconnected from {} to return to {}", link, to);
  }

  /** Disconnects because the connection is closed. */
  void close(Link link) {
    link.transport().close();
    sizes.onClosed();
    LOG.info("Disconnected from {}", link);
  }

  private void lost(Link link, Throwable cause, BiConsumer<Throwable, Duration> onLost) {
    connector.lost(cause);
    if (!states.markLost(link, cause)) {
      return; // not in use; a thread that is still connecting finds the loss
    }
    Optional<String> tooLarge = sizes.onLost(); // before a reconnect can send it again
    Duration whole = states.lost(link, cause);
    if (whole == null) {
      return; // it was closed meanwhile
    }
    boolean said = cause instanceof TransportException;
    LOG.warn(
        "Connection to {} is lost{}: {}",
        link,
        tooLarge
            .map(message -> ", while " + message)
            .orElse(!said && whole.compareTo(SOON) < 0 ? SOON_HINT : ""),
        said ? cause.getMessage() : String.valueOf(cause));
    LOG.debug("It was lost by this", cause);
    onLost.accept(cause, whole);
  }
}
