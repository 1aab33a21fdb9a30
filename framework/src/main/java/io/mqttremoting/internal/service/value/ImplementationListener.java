package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.SignalModel;
import io.mqttremoting.internal.service.presence.ServiceLife;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the changes and signals of an implementation and publishes them. Used by one thread at
 * a time; the implementation may report changes and signals in any thread.
 */
public final class ImplementationListener {
  private static final Logger LOG = LoggerFactory.getLogger(ImplementationListener.class);

  private final ServedObject served;
  private final Implementation implementation;
  private final ServiceValues values;
  private final SignalPublisher signals;
  private final ServiceLife life;
  private final List<Subscription> subscriptions = new ArrayList<>();

  /**
   * Does not listen before {@link #listen}. Changes and signals reported after {@code life} has
   * ended are not published.
   */
  public ImplementationListener(
      ServedObject served, LoopGuard loopGuard, ServiceValues values, ServiceLife life) {
    this.served = served;
    this.implementation = new Implementation(served, loopGuard);
    this.values = values;
    this.signals = new SignalPublisher(served, values.publications());
    this.life = life;
  }

  /**
   * Reads the first values and starts to listen.
   *
   * @throws IllegalArgumentException if the implementation is a client of the interface that it
   *     should serve
   * @throws IllegalStateException if a method of the implementation fails
   */
  public void listen() {
    implementation.requireNoClient();
    for (PropertyPublisher publisher : values.publishers()) {
      publisher
          .model()
          .changeHandler()
          .ifPresent(handler -> publisher.listensBy(listen(publisher, handler)));
      publisher.readFirst(() -> implementation.firstValue(publisher.model()));
    }
    for (SignalModel signal : served.model().signals()) {
      listen("@Signal", signal.name(), signal.handler(), signals.of(signal));
    }
  }

  private Subscription listen(PropertyPublisher publisher, HandlerModel handler) {
    return listen(
        "@Property", publisher.model().name(), handler, args -> publisher.changed(args[0]));
  }

  private Subscription listen(
      String annotation, String name, HandlerModel model, Consumer<Object[]> publishing) {
    Object handler =
        PublishingHandler.create(
            served.id() + "." + name,
            model,
            args -> {
              if (!life.hasLeft()) { // closing a Subscription may be slow or have no effect
                publishing.accept(args);
              }
            });
    Subscription subscription =
        implementation.listen(annotation + " '" + name + "'", model, handler);
    subscriptions.add(subscription);
    return subscription;
  }

  /** Removes the handlers from the implementation. This runs user code, which may hang. */
  public void stop() {
    for (Subscription subscription : subscriptions) {
      try {
        subscription.close();
      } catch (Throwable e) { // user code may throw anything; the next is still closed
        LOG.error("{}: a subscription of the implementation could not be ended", served.id(), e);
      }
    }
    subscriptions.clear();
  }
}
