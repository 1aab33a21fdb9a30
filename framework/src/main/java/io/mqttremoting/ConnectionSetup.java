package io.mqttremoting;

import io.mqttremoting.internal.connection.BrokerChoice;
import io.mqttremoting.internal.connection.ConnectionSettings;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;

/** Derives from a builder what a connection to the broker needs. */
final class ConnectionSetup {
  /**
   * How long an MQTT 5 broker keeps the status of a lost connection. Without an expiry, clients
   * with a new identifier for each run would fill the broker.
   */
  private static final Duration WILL_EXPIRY = Duration.ofDays(7);

  /** The expiry of statuses under a random identifier, which is never used again. */
  private static final Duration STATUS_EXPIRY = Duration.ofDays(1);

  /** The largest packet that is read, as a multiple of the maximum payload. */
  private static final int PACKET_BYTES_PER_PAYLOAD = 4;

  /** Additional room in a packet for the topic and the properties. */
  private static final int PACKET_OVERHEAD_BYTES = 128 * 1024;

  private ConnectionSetup() {}

  static ConnectionSettings settings(ConnectionBuilder builder, String session) {
    return new ConnectionSettings(
        new ConnectOptions(
            builder.brokers.get(0),
            null,
            builder.clientId,
            builder.connectTimeout,
            builder.keepAlive,
            will(builder, session),
            builder.security(),
            maxPacketBytes(builder.maxPayloadBytes),
            false),
        BrokerChoice.inTurn(builder.brokers)
            .spread(builder.spreadsBrokers)
            .followingReferences(builder.followsReference)
            .returningToFirst(builder.returnToFirst),
        builder.factories,
        builder.backoff,
        builder.maxPayloadBytes,
        builder.delivery,
        builder.subscribesAtQos0,
        session,
        builder.namespace);
  }

  private static Message will(ConnectionBuilder builder, String session) {
    return new Message(
        Topics.connectionStatus(builder.namespace, builder.clientId),
        new StatusCodec().encode(Status.connection(false, session)),
        Message.DEFAULT_QOS,
        true,
        Message.Properties.expiring(WILL_EXPIRY));
  }

  /**
   * Larger packets are not read. The limit is above the maximum payload, so that a payload that is
   * slightly too large gets an error reply.
   */
  private static int maxPacketBytes(int maxPayloadBytes) {
    return (int)
        Math.min(
            ConnectOptions.LARGEST_PACKET,
            (long) PACKET_BYTES_PER_PAYLOAD * maxPayloadBytes + PACKET_OVERHEAD_BYTES);
  }

  /** After which an MQTT 5 broker may forget the statuses of services; zero for never. */
  static Duration statusExpiry(ConnectionBuilder builder) {
    return builder.hasRandomClientId ? STATUS_EXPIRY : Duration.ZERO;
  }
}
