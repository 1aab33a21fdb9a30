package io.mqttremoting.internal.transport;

import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;

/**
 * To which broker, as whom, how long to wait for its answers, how often to make sure that it is
 * still there, what it says of us if we vanish, and how each side proves who it is.
 *
 * @param uri {@code tcp}, {@code ssl}, {@code ws} or {@code wss}, with a host, without secrets
 * @param maxPacketBytes above what size messages are not even read
 * @param knowsBroker whether there was a connection to this broker before: then it is known to be
 *     one, and to speak what the URI says
 */
public record ConnectOptions(
    URI uri,
    String clientId,
    Duration timeout,
    Duration keepAlive,
    Message will,
    Security security,
    int maxPacketBytes,
    boolean knowsBroker) {
  /** The largest packet of MQTT, with its fixed header (MQTT 3.1.1, section 2.2.3). */
  public static final int LARGEST_PACKET = 268_435_455 + 5;

  /** For a broker to which there was no connection yet, where messages may be of any size. */
  public ConnectOptions(
      URI uri,
      String clientId,
      Duration timeout,
      Duration keepAlive,
      Message will,
      Security security) {
    this(uri, clientId, timeout, keepAlive, will, security, LARGEST_PACKET, false);
  }

  /** The same for another broker. */
  public ConnectOptions withBroker(URI other, boolean knowsOther) {
    return new ConnectOptions(
        other, clientId, timeout, keepAlive, will, security, maxPacketBytes, knowsOther);
  }

  /** The same with other proofs. */
  public ConnectOptions withSecurity(Security other) {
    return new ConnectOptions(
        uri, clientId, timeout, keepAlive, will, other, maxPacketBytes, knowsBroker);
  }

  /** Whether the broker is spoken to by TLS. */
  public boolean usesTls() {
    return uri.getScheme().equals("ssl") || uri.getScheme().equals("wss");
  }

  /** Whether MQTT travels in WebSocket frames. */
  public boolean usesWebSocket() {
    return uri.getScheme().equals("ws") || uri.getScheme().equals("wss");
  }
}
