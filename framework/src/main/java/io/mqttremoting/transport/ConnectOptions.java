package io.mqttremoting.transport;

import io.mqttremoting.wire.Message;
import java.net.URI;
import java.time.Duration;

/**
 * To which broker, as whom, how long to wait for its answers, what it says of us if we vanish, and
 * how each side proves who it is.
 *
 * @param uri {@code tcp}, {@code ssl}, {@code ws} or {@code wss}, with a host, without secrets
 */
public record ConnectOptions(
    URI uri, String clientId, Duration timeout, Message will, Security security) {

  /** Options for a broker that knows everybody, or is known to the JVM. */
  public ConnectOptions(URI uri, String clientId, Duration timeout, Message will) {
    this(uri, clientId, timeout, will, Security.DEFAULT);
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
