package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.presence.ServicePresence;
import io.mqttremoting.internal.wire.Message;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Receivers of values and signals that report to presence what arrives. */
final class PublicationReceivers {
  private PublicationReceivers() {}

  /**
   * Reports to presence that a signal arrived: unless a service has just left, it shows that one is
   * online, even one that publishes no status.
   */
  static Consumer<Message> ofSignal(ServicePresence presence, Consumer<Message> receiver) {
    return message -> {
      presence.onPublished(message);
      receiver.accept(message);
    };
  }

  /**
   * Reports to presence that a value arrived, as for signals. The first value of a property on a
   * connection does not count: it may be retained, and some brokers do not mark retained messages.
   *
   * <p>A later one that is retained or delivered again may be older than the value before it
   * (docs/brokers.md), so this reports it, too. One that is delivered again is ignored if a service
   * is online that can be asked for the newest.
   */
  static Consumer<Message> ofProperty(ServicePresence presence, PropertyValue value) {
    AtomicInteger heardOn = new AtomicInteger(-1);
    return message -> {
      int connection = presence.connectionNumber();
      if (heardOn.getAndSet(connection) == connection) {
        presence.onPublished(message);
        if (message.mayBeOld() && !value.isLatest(message)) {
          presence.onPerhapsOld(message.retained());
          if (message.redelivered() && presence.availability().online()) {
            return;
          }
        }
      }
      value.receive(message);
    };
  }
}
