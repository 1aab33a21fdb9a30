package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.util.function.BiConsumer;

/**
 * One connection to a broker, from the attempt to make it until it is lost, with what belongs to it
 * alone. Told by threads of the MQTT library what happens there. Thread-safe.
 */
final class Link implements Transport.Listener {
  private final Fence fence;
  private final Pace pace;
  private final Backlog backlog;
  private final EarlyMessages early;
  private final BiConsumer<Link, Throwable> onLost;
  private String clientId; // set before it is in use, as is what follows
  private URI broker;
  private Transport transport;
  private volatile Throwable lost;

  /**
   * A link that is yet to be made.
   *
   * @param fence takes those messages that are its own
   * @param backlog is told of the others
   * @param early takes them
   * @param onLost told, by a thread of the MQTT library, why the link is lost
   */
  Link(Fence fence, Backlog backlog, EarlyMessages early, BiConsumer<Link, Throwable> onLost) {
    this.fence = fence;
    this.pace = new Pace(fence);
    this.backlog = backlog;
    this.early = early;
    this.onLost = onLost;
  }

  /** The transport is connected; nothing is subscribed to so far. */
  void connected(Transport made, URI to, String as) {
    clientId = as;
    broker = to;
    transport = made;
    fence.use(made);
  }

  URI broker() {
    return broker;
  }

  Transport transport() {
    return transport;
  }

  Fence fence() {
    return fence;
  }

  /** Keeps the pace of those who publish what comes back. */
  Pace pace() {
    return pace;
  }

  /** Passes on messages from now on, first those that came before. */
  void release() {
    early.release();
  }

  /** Why it is lost; {@code null} as long as it is not. */
  Throwable lost() {
    return lost;
  }

  /** It is lost; called by {@link StateMachine}. */
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

  /** The two ends. */
  @Override
  public String toString() {
    return broker + " as " + clientId;
  }
}
