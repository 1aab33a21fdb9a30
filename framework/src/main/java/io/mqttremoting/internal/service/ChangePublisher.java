package io.mqttremoting.internal.service;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.SignalModel;
import io.mqttremoting.internal.wire.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of an implementation's changes and signals, and publishes them. */
final class ChangePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(ChangePublisher.class);

  private static final String HANDLER_RULE =
      "serve gives it a handler: keep that, and return a Subscription that ends it";

  private final ServiceDispatcher service;
  private final InterfaceModel model;
  private final JsonCodec json;
  private final LoopGuard loopGuard;
  private final List<PropertyPublisher> publishers;
  private final List<Subscription> subscriptions = new ArrayList<>();

  ChangePublisher(
      ServiceDispatcher service, InterfaceModel model, JsonCodec json, LoopGuard loopGuard) {
    this.loopGuard = loopGuard;
    this.service = service;
    this.model = model;
    this.json = json;
    this.publishers =
        model.properties().stream()
            .map(property -> new PropertyPublisher(service, property, json))
            .toList();
  }

  /** Reads the first values, and listens from now on. */
  void listen() {
    for (PropertyPublisher publisher : publishers) {
      publisher
          .model()
          .changeHandler()
          .ifPresent(
              handler ->
                  publisher.listensBy(
                      listen(
                          "@Property",
                          publisher.model().name(),
                          handler,
                          args -> publisher.changed(args[0]))));
      publisher.readInitial();
    }
    for (SignalModel signal : model.signals()) {
      JsonArgumentsCodec codec = json.arguments(signal.handler().parameters());
      listen("@Signal", signal.name(), signal.handler(), args -> raise(signal.name(), codec, args));
    }
  }

  private Subscription listen(
      String annotation, String member, HandlerModel handler, Consumer<Object[]> publishing) {
    Object publisher =
        Publisher.create(
            service.id() + "." + member,
            handler,
            args -> {
              if (!service.hasLeft()) { // a Subscription may take its time to end, or end nothing
                publishing.accept(args);
              }
            });
    String of = annotation + " '" + member + "'";
    Object subscription =
        loopGuard.run(
            publisher,
            () -> invoke(service.implementation(), of, handler.adder(), HANDLER_RULE, publisher));
    if (subscription == null) {
      throw notServed(
          service.implementation(), of, handler.adder(), "returned null; " + HANDLER_RULE, null);
    }
    subscriptions.add((Subscription) subscription);
    return (Subscription) subscription;
  }

  /**
   * Calls the implementation outside of its turn: only while it is not yet served.
   *
   * @param of the annotation and the name of the member that {@code method} belongs to
   * @param rule what {@code method} is called for, and has to do
   */
  static Object invoke(
      Object implementation, String of, Method method, String rule, Object... arguments) {
    try {
      return method.invoke(implementation, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw notServed(implementation, of, method, "failed: " + cause + "; " + rule, cause);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }

  private static IllegalStateException notServed(
      Object implementation, String of, Method method, String what, Throwable cause) {
    return new IllegalStateException(
        implementation.getClass().getName() + "." + method.getName() + " of " + of + " " + what,
        cause);
  }

  private void raise(String signal, JsonArgumentsCodec codec, Object[] arguments) {
    byte[] json;
    try {
      json = codec.encode(arguments);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          service.id() + "." + signal + ": this signal is not published: " + e.getMessage(), e);
    }
    service.publish(signal, service.topics().signal(signal), json, false);
  }

  /** Publishes the last value of each property, on a new connection. */
  void publishValues() {
    publishers.forEach(PropertyPublisher::publishAgain);
  }

  /** Publishes the last value of each property of which the broker has none, or an old one. */
  void publishMissingValues() {
    publishers.forEach(PropertyPublisher::publishMissing);
  }

  /** Publishes those values for which there was no room. */
  void publishPendingValues() {
    publishers.forEach(PropertyPublisher::publishPending);
  }

  /** The connection is lost: what the broker has is not known any more. */
  void onConnectionLost() {
    publishers.forEach(PropertyPublisher::onConnectionLost);
  }

  /** Who takes what any member of the group has published, by topic. */
  Map<String, Consumer<Message>> receivers() {
    return publishers.stream()
        .collect(Collectors.toMap(PropertyPublisher::topic, publisher -> publisher::receive));
  }

  /** Who takes what anybody has published on the topics of the values, outside of groups. */
  Map<String, Consumer<Message>> ownTopics() {
    return publishers.stream()
        .collect(Collectors.toMap(PropertyPublisher::topic, publisher -> publisher::hear));
  }

  /** Listens no more. */
  void stop() {
    for (Subscription subscription : subscriptions) {
      try {
        subscription.close();
      } catch (Throwable e) { // user code may throw anything, and the next is to end, too
        LOG.error("{}: a subscription of the implementation could not be ended", service.id(), e);
      }
    }
    subscriptions.clear();
  }
}
