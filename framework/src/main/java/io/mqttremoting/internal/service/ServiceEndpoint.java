package io.mqttremoting.internal.service;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.service.presence.ServiceStatus;
import io.mqttremoting.internal.service.request.ServiceLog;
import io.mqttremoting.internal.service.request.ServiceRequests;
import io.mqttremoting.internal.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Endpoint} of one service, called in the threads described there. Thread-safe. */
final class ServiceEndpoint implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceEndpoint.class);

  private final ServiceSubscriptions subscriptions;
  private final Map<String, Consumer<Message>> receivers;
  private final ServiceAnnouncer announcer;
  private final ServiceStatus status;
  private final ServiceRequests requests;
  private final ServiceLog log;

  /**
   * An endpoint that passes messages to {@code receivers} by topic. Messages on the status topic go
   * to {@code status}.
   */
  ServiceEndpoint(
      ServiceSubscriptions subscriptions,
      Map<String, Consumer<Message>> receivers,
      ServiceAnnouncer announcer,
      ServiceStatus status,
      ServiceRequests requests,
      ServiceLog log) {
    this.subscriptions = subscriptions;
    this.receivers = Map.copyOf(receivers);
    this.announcer = announcer;
    this.status = status;
    this.requests = requests;
    this.log = log;
  }

  @Override
  public List<String> filters(MqttVersion version) {
    return subscriptions.filters(version);
  }

  @Override
  public List<String> published() {
    return subscriptions.replies();
  }

  @Override
  public int qos() {
    return subscriptions.qos();
  }

  @Override
  public int retainedMessages() {
    return subscriptions.retainedMessages();
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    return receivers;
  }

  /**
   * Passes messages on the status topic to the status. The status topic is not in {@link
   * #receivers()}: messages on a topic that has a receiver do not reach {@code receiveOther} of the
   * other endpoints, and clients on the same connection receive the statuses of all services there.
   */
  @Override
  public boolean receiveOther(Message message) {
    boolean ofStatus = message.topic().equals(status.topic());
    if (ofStatus) {
      status.receive(message);
    }
    return ofStatus; // all members have receivers
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    if (subscriptions.isOfServices(message.topic())) {
      log.requests()
          .warn(LOG, "{}: a message of another program is ignored: {}", message.topic(), reason);
    } else {
      requests.refuse(message, reason);
    }
  }

  @Override
  public void onConnected() {
    announcer.announce();
  }

  @Override
  public void awaitPublished() {
    announcer.awaitAnnounced();
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    LOG.debug("{}: service is not connected", log.id());
    announcer.onConnectionLost(cause);
  }

  @Override
  public void onGivenUp(@Nullable Throwable cause) {
    LOG.error("{}: nobody can reach the service: there is no connection", log.id());
  }
}
