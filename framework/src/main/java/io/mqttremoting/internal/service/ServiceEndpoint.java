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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service as its connection sees it. Called as {@link Endpoint} says. Thread-safe. */
final class ServiceEndpoint implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceEndpoint.class);

  private final ServiceSubscriptions subscriptions;
  private final Map<String, Consumer<Message>> receivers;
  private final ServiceAnnouncer announcer;
  private final ServiceStatus status;
  private final ServiceRequests requests;
  private final ServiceLog log;

  /** An endpoint whose messages {@code receivers} take, by topic, beside those of its status. */
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
  public int qos() {
    return subscriptions.qos();
  }

  @Override
  public int keptMessages() {
    return subscriptions.keptMessages();
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    return receivers;
  }

  /**
   * Takes what is said of the service. Not by a receiver, for messages to the topic of one pass by
   * clients on the same connection, which subscribe to the statuses of all.
   */
  @Override
  public boolean receiveOther(Message message) {
    boolean ofStatus = message.topic().equals(status.topic());
    if (ofStatus) {
      status.receive(message);
    }
    return ofStatus; // every member has its receivers
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    if (subscriptions.isOfServices(message.topic())) {
      log.requests()
          .warn(LOG, "{}: what somebody else said is ignored: {}", message.topic(), reason);
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
  public void onGivenUp(Throwable cause) {
    LOG.error("{}: nobody can reach the service, for there is no connection", log.id());
  }
}
