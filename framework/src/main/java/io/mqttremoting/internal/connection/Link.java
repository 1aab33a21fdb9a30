package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one broker, from the attempt to make it until it is lost, with the objects that
 * belong to it alone. Threads of the MQTT library report messages and the loss. Thread-safe.
 */
final class Link implements Transport.Listener {
  private final Fence fence;
  private final Pace pace;
  private final Backlog backlog;
  private final EarlyMessages early;
  private final BiConsumer<Link, Throwable> onLost;
  private @Nullable Made made; // set before the link is in use
  private volatile @Nullable Throwable lost;
  private volatile boolean retired;

  /** What is known once it is connected. */
  private record Made(Transport transport, URI broker, String clientId) {
    @Override
    public String toString() {
      return broker + " as " + clientId;
    }
  }

  /**
   * Not connected yet.
   *
   * @param fence gets all messages first, and takes its own
   * @param backlog counts the others
   * @param early gets the others, and delivers them
   * @param onLost called by a thread of the MQTT library with the reason why the link is lost
   */
  Link(Fence fence, Backlog backlog, EarlyMessages early, BiConsumer<Link, Throwable> onLost) {
    this.fence = fence;
    this.pace = new Pace(fence);
    this.backlog = backlog;
    this.early = early;
    this.onLost = onLost;
  }

  /** Sets the transport, which is connected; nothing is subscribed to yet. */
  void connected(Transport transport, URI to, String as) {
    made = new Made(transport, to, as);
    fence.use(transport);
  }

  URI broker() {
    return made().broker;
  }

  Transport transport() {
    return made().transport;
  }

  private Made made() {
    return Objects.requireNonNull(made);
  }

  Fence fence() {
    return fence;
  }

  /** Slows down publishers of messages that come back to this connection. */
  Pace pace() {
    return pace;
  }

  /** Delivers the messages that were held back, and from now on all others at once. */
  void release() {
    early.release();
  }

  /** Ends the waits for messages that come back: it is disconnected on purpose. */
  void retire() {
    retired = true;
    fence.end(TransportException.notConnected("disconnected from " + this));
  }

  /** Whether it is disconnected because the connection moves to another broker. */
  boolean isRetired() {
    return retired;
  }

  /** Why the link is lost; {@code null} if it is not. */
  @Nullable Throwable lost() {
    return lost;
  }

  /** Marks the link as lost; called by {@link StateMachine}. */
  void end(Throwable cause) {
    lost = cause;
  }

  @Override
  public void onMessage(Message message) {
    if (!fence.receive(message)) {
      backlog.received(message);
      early.pass(message);
    }
  }

  @Override
  public void onLost(Throwable cause) {
    fence.end(cause);
    onLost.accept(this, cause);
  }

  /** The broker and the client identifier. */
  @Override
  public String toString() {
    return String.valueOf(made);
  }
}
