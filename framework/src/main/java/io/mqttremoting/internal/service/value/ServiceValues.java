package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Publishes the values of all properties of one service. Thread-safe. */
public final class ServiceValues {
  private final Publications publications;
  private final List<PropertyPublisher> publishers;

  /**
   * The publisher of the values of {@code served}. Once {@code life} has ended, it no longer
   * corrects values that others publish.
   *
   * @param later publishes values for which there was no room, in threads that may wait for the
   *     broker
   * @param log limits the log lines about values that are not published
   * @param interceptors add metadata to values and signals
   */
  public ServiceValues(
      ServedObject served,
      Sender sender,
      ServiceLife life,
      Executor later,
      LogLimit log,
      List<ServiceInterceptor> interceptors) {
    Publications made = new Publications(served.id(), sender, log, interceptors);
    this.publications = made;
    this.publishers =
        served.model().properties().stream()
            .map(property -> publisher(served, property, made, life, later))
            .toList();
  }

  private static PropertyPublisher publisher(
      ServedObject served,
      PropertyModel property,
      Publications publications,
      ServiceLife life,
      Executor later) {
    String name = property.name();
    return new PropertyPublisher(
        served.id() + "." + name,
        property,
        served.json().value(property.type()),
        new ValueTopic(name, served.topics().property(name), publications, life),
        later);
  }

  /** Returns the publications, through which signals are published, too. */
  Publications publications() {
    return publications;
  }

  /** Returns how many values and signals have been published or are about to be; never waits. */
  public long published() {
    return publications.count();
  }

  List<PropertyPublisher> publishers() {
    return publishers;
  }

  /** Publishes the last value of each property on a new connection. */
  public void onConnected() {
    publishers.forEach(PropertyPublisher::onConnected);
  }

  /** Publishes the last value of each property once more on the same connection. */
  public void publishAgain() {
    publishers.forEach(PropertyPublisher::publishLast);
  }

  /**
   * In a group: publishes each last value of which the broker retains none, or possibly an older
   * one.
   */
  public void publishMissing() {
    publishers.forEach(PropertyPublisher::publishMissing);
  }

  /** Publishes the values for which there was no room, so that a reply does not overtake them. */
  public void publishPending() {
    publishers.forEach(PropertyPublisher::publishPending);
  }

  /** Called when the connection is lost: what the broker retains is no longer known. */
  public void onConnectionLost() {
    publishers.forEach(PropertyPublisher::onConnectionLost);
  }

  /** In a group: returns the receivers of the values that members publish, by topic. */
  public Map<String, Consumer<Message>> receiversInGroup() {
    return receivers(publisher -> publisher::receive);
  }

  /**
   * Outside of a group: returns the receivers of messages on the topics of the values, by topic.
   */
  public Map<String, Consumer<Message>> receiversAlone() {
    return receivers(publisher -> publisher::hear);
  }

  private Map<String, Consumer<Message>> receivers(
      Function<PropertyPublisher, Consumer<Message>> receiver) {
    return publishers.stream().collect(Collectors.toMap(PropertyPublisher::topic, receiver));
  }
}
