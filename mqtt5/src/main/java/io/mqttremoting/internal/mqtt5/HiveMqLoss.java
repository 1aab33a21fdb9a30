package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedListener;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport.Listener;
import io.mqttremoting.internal.transport.TransportException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports once that the connection of a HiveMQ client is lost, unless it was never in use, or was
 * closed. Thread-safe.
 */
final class HiveMqLoss implements MqttClientDisconnectedListener {
  private static final Logger LOG = LoggerFactory.getLogger(HiveMqLoss.class);

  private static final Set<Mqtt5DisconnectReasonCode> MALFORMED =
      EnumSet.of(
          Mqtt5DisconnectReasonCode.MALFORMED_PACKET, Mqtt5DisconnectReasonCode.PROTOCOL_ERROR);

  private final ConnectOptions options;
  private final Listener listener;
  private @Nullable Runnable before; // null before the connection is in use
  private Consumer<Throwable> after = cause -> {};
  private @Nullable Throwable cause; // of the loss; null if the connection is not lost
  private boolean closed;

  HiveMqLoss(ConnectOptions options, Listener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Notes that the connection is in use from now on.
   *
   * @param losing called before a loss is reported
   * @param lost called after a loss was reported, with the cause
   * @throws TransportException if the connection is already lost
   */
  synchronized void begin(Runnable losing, Consumer<Throwable> lost) throws TransportException {
    if (cause != null) {
      throw TransportException.lostAtOnce("the connection to " + options.uri(), cause);
    }
    before = losing;
    after = lost;
  }

  /** Notes that the connection is closed: no loss is reported any more. */
  synchronized void close() {
    closed = true;
  }

  /** Whether the connection is closed, or was lost while in use. */
  synchronized boolean isClosed() {
    return closed;
  }

  /** Called by the thread that reads the connection. */
  @Override
  public void onDisconnected(MqttClientDisconnectedContext context) {
    boolean endedByBroker = context.getSource() == MqttDisconnectSource.SERVER;
    Throwable loss =
        endedByBroker ? Failures.lost(options, context.getCause()) : context.getCause();
    Runnable losing;
    Consumer<Throwable> lost;
    synchronized (this) {
      cause = loss;
      losing = before;
      lost = after;
      if (losing == null || closed) {
        return;
      }
      closed = true;
    }
    losing.run();
    logIfMalformed(context);
    try {
      listener.onLost(loss);
    } finally {
      lost.accept(context.getCause());
    }
  }

  /**
   * Logs if the HiveMQ client itself has ended the connection because it could not decode a packet.
   */
  private void logIfMalformed(MqttClientDisconnectedContext context) {
    if (context.getSource() == MqttDisconnectSource.CLIENT
        && context.getCause() instanceof Mqtt5DisconnectException e
        && MALFORMED.contains(e.getMqttMessage().getReasonCode())) {
      LOG.error(
          "{} as {}: the connection is ended because a packet of the broker is malformed: {}; find out"
              + " who publishes such messages, and remove them from the broker if they are"
              + " retained",
          options.uri(),
          options.clientId(),
          e.getMessage());
    }
  }
}
