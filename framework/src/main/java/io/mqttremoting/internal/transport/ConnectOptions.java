package io.mqttremoting.internal.transport;

import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;

/**
 * How to connect: the broker, the client identifier, how long to wait for the broker's answers, the
 * keep-alive interval, the last will, and credentials and TLS.
 *
 * @param uri {@code tcp}, {@code ssl}, {@code ws} or {@code wss}, with a host, without secrets
 * @param maxPacketBytes larger messages are not even read
 * @param knowsBroker whether there was a connection to this broker before: then it is known to be
 *     an MQTT broker, and to use the protocol of the URI
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

  /**
   * Options for a broker that was not connected to before, with no limit on the size of messages.
   */
  public ConnectOptions(
      URI uri,
      String clientId,
      Duration timeout,
      Duration keepAlive,
      Message will,
      Security security) {
    this(uri, clientId, timeout, keepAlive, will, security, LARGEST_PACKET, false);
  }

  /** The same options for another broker. */
  public ConnectOptions withBroker(URI other, boolean knowsOther) {
    return new ConnectOptions(
        other, clientId, timeout, keepAlive, will, security, maxPacketBytes, knowsOther);
  }

  /** The same options with other credentials and TLS settings. */
  public ConnectOptions withSecurity(Security other) {
    return new ConnectOptions(
        uri, clientId, timeout, keepAlive, will, other, maxPacketBytes, knowsBroker);
  }

  /** The same options for another connection. */
  public ConnectOptions withClientId(String other, Message otherWill) {
    return new ConnectOptions(
        uri, other, timeout, keepAlive, otherWill, security, maxPacketBytes, knowsBroker);
  }

  /** Whether the connection uses TLS. */
  public boolean usesTls() {
    return uri.getScheme().equals("ssl") || uri.getScheme().equals("wss");
  }

  /** Whether the connection uses WebSocket. */
  public boolean usesWebSocket() {
    return uri.getScheme().equals("ws") || uri.getScheme().equals("wss");
  }
}
