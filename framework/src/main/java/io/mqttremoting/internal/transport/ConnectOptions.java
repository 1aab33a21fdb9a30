package io.mqttremoting.internal.transport;

import io.mqttremoting.internal.wire.Message;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to connect: the broker, the client identifier, how long to wait for the broker's answers, the
 * keep-alive interval, the last will, and credentials and TLS.
 *
 * @param uri {@code tcp}, {@code ssl}, {@code ws} or {@code wss}, with a host, without secrets
 * @param address where to connect to, with the host of the URI as its name; {@code null} to look
 *     the host up. TLS and WebSocket use the host of the URI in any case
 * @param maxPacketBytes larger messages are not even read
 * @param knowsBroker whether there was a connection to this broker before: then it is known to be
 *     an MQTT broker, and to use the protocol of the URI
 */
public record ConnectOptions(
    URI uri,
    @Nullable InetAddress address,
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
    this(uri, null, clientId, timeout, keepAlive, will, security, LARGEST_PACKET, false);
  }

  /** The same options for another broker. */
  public ConnectOptions withBroker(
      URI other, @Nullable InetAddress otherAddress, boolean knowsOther) {
    return new ConnectOptions(
        other,
        otherAddress,
        clientId,
        timeout,
        keepAlive,
        will,
        security,
        maxPacketBytes,
        knowsOther);
  }

  /** The same options with other credentials and TLS settings. */
  public ConnectOptions withSecurity(Security other) {
    return new ConnectOptions(
        uri, address, clientId, timeout, keepAlive, will, other, maxPacketBytes, knowsBroker);
  }

  /** The same options for another connection. */
  public ConnectOptions withClientId(String other, Message otherWill) {
    return new ConnectOptions(
        uri, address, other, timeout, keepAlive, otherWill, security, maxPacketBytes, knowsBroker);
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
