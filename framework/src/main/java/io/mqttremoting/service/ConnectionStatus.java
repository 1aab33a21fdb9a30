package io.mqttremoting.service;

import io.mqttremoting.transport.BrokerConnection;
import io.mqttremoting.transport.Sender;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.Status;
import io.mqttremoting.wire.StatusCodec;
import io.mqttremoting.wire.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of a connection on which something is served that it is there, and, when it is closed, that
 * it is not; if it is lost, its last will does (wire protocol, Presence). Thread-safe.
 */
final class ConnectionStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionStatus.class);

  private final Sender sender;
  private final StatusCodec codec;
  private final String session;
  private final String topic;
  private volatile boolean said;

  ConnectionStatus(BrokerConnection connection, StatusCodec codec, String session) {
    this.sender = connection.sender();
    this.codec = codec;
    this.session = session;
    this.topic = Topics.connectionStatus(connection.clientId());
  }

  /** It is there. */
  void sayOnline() {
    said = true;
    say(true);
  }

  /** It is about to be closed: what was said, if it was, is not true any more. */
  void sayOffline() {
    if (said) {
      say(false);
    }
  }

  private void say(boolean online) {
    Status status = Status.connection(online, session);
    try {
      sender.publish(new Message(topic, codec.encode(status), Message.DEFAULT_QOS, true));
    } catch (TransportException e) {
      LOG.debug("{}: not published: {}", topic, e.getMessage());
    }
  }
}
