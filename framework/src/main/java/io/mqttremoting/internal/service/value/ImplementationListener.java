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
 * Hears of an implementation's changes and signals, and has them published. Used by one thread at a
 * time; the implementation tells of changes and signals in any thread of its own.
 */
public final class ImplementationListener {
  private static final Logger LOG = LoggerFactory.getLogger(ImplementationListener.class);

  private final ServedObject served;
  private final Implementation implementation;
  private final ServiceValues values;
  private final SignalPublisher signals;
  private final ServiceLife life;
  private final List<Subscription> subscriptions = new ArrayList<>();

  /** Not listening yet; what is told when {@code life} is over is not published. */
  public ImplementationListener(
      ServedObject served, LoopGuard loopGuard, ServiceValues values, ServiceLife life) {
    this.served = served;
    this.implementation = new Implementation(served, loopGuard);
    this.values = values;
    this.signals = new SignalPublisher(served, values.publications());
    this.life = life;
  }

  /**
   * Reads the first values, and listens from now on.
   *
   * @throws IllegalArgumentException if the implementation is a client of what it is to serve
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
              if (!life.hasLeft()) { // a Subscription may take its time to end, or end nothing
                publishing.accept(args);
              }
            });
    Subscription subscription =
        implementation.listen(annotation + " '" + name + "'", model, handler);
    subscriptions.add(subscription);
    return subscription;
  }

  /** Takes its handlers from the implementation, which may hang in that. */
  public void stop() {
    for (Subscription subscription : subscriptions) {
      try {
        subscription.close();
      } catch (Throwable e) { // user code may throw anything, and the next is to end, too
        LOG.error("{}: a subscription of the implementation could not be ended", served.id(), e);
      }
    }
    subscriptions.clear();
  }
}
