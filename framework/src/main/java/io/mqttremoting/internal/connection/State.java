package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import org.jspecify.annotations.Nullable;

/**
 * The state of a connection at one moment, as an immutable value. {@link StateMachine} alone
 * decides which one follows which.
 *
 * <pre>
 * Disconnected -> Restoring -> Connected
 *      ^              |            |
 *      +---- lost ----+------------+      any of them -> Closed
 * </pre>
 */
sealed interface State {
  /** The link in use; {@code null} without a connection. */
  default @Nullable Link link() {
    return null;
  }

  /** The MQTT version in use, or that of the last connection; {@code null} before the first. */
  @Nullable MqttVersion version();

  /** Why the last connection was lost, until endpoints are notified; {@code null} otherwise. */
  default @Nullable Throwable untoldLoss() {
    return null;
  }

  /**
   * There is no connection.
   *
   * @param why a sentence for error messages
   */
  record Disconnected(String why, @Nullable Throwable untoldLoss, @Nullable MqttVersion version)
      implements State {}

  /**
   * The broker is connected, and everything is subscribed to; endpoints publish their values and
   * statuses.
   *
   * @param announced whether all endpoints have published what they publish on each connect
   */
  record Restoring(Link link, boolean announced) implements State {
    @Override
    public MqttVersion version() {
      return link.transport().version();
    }
  }

  /**
   * Everything is restored.
   *
   * @param sinceNanos the time when it was, by {@link System#nanoTime()}
   */
  record Connected(Link link, long sinceNanos) implements State {
    @Override
    public MqttVersion version() {
      return link.transport().version();
    }
  }

  /** Closed for good. */
  record Closed(@Nullable Throwable untoldLoss, @Nullable MqttVersion version) implements State {}
}
