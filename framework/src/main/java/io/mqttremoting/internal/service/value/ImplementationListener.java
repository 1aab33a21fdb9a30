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
  private final LoopGuard loopGuard;
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
    this.implementation = served.implementation();
    this.loopGuard = loopGuard;
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
    implementation.requireNoClient(loopGuard);
    for (PropertyPublisher publisher : values.publishers()) {
      publisher
          .model()
          .changeHandler()
          .ifPresent(handler -> publisher.listensBy(listen(publisher, handler)));
      publisher.readFirst(() -> implementation.firstValue(publisher.model()));
    }
    for (SignalModel signal : served.model().signals()) {
      kept(implementation.listen(signal, whileServed(signals.of(signal)), loopGuard));
    }
  }

  private Subscription listen(PropertyPublisher publisher, HandlerModel handler) {
    return kept(
        implementation.listen(
            publisher.model(),
            handler,
            whileServed(arguments -> publisher.changed(arguments[0])),
            loopGuard));
  }

  /** Publishes only while this service is not closed: closing a Subscription may be slow. */
  private Consumer<Object[]> whileServed(Consumer<Object[]> publishing) {
    return arguments -> {
      if (!life.hasLeft()) {
        publishing.accept(arguments);
      }
    };
  }

  private Subscription kept(Subscription subscription) {
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
