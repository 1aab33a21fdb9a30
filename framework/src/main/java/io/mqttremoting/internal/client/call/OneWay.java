package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.function.Supplier;

/** Sends messages without replies to the services of one interface. Thread-safe. */
public final class OneWay {
  private final CallScope scope;
  private final Presence presence;

  OneWay(CallScope scope, Presence presence) {
    this.scope = scope;
    this.presence = presence;
  }

  /**
   * Sends a message. If no service is known to be online, the message is sent at QoS 1 or more, and
   * the broker's acknowledgement tells whether the topic has a subscriber.
   *
   * @param message created when it is known whether a service is online
   * @param patience how long to wait if too many messages are unsent
   * @throws RemotingException also if no service could receive it
   */
  public void send(CallFailures failures, Supplier<Message> message, Duration patience) {
    failures.throwIf(presence.contractProblem(presence.availability()));
    try {
      if (!presence.isDown(System.nanoTime())) {
        scope.sender().send(message.get(), patience);
      } else if (!presence.mayReachServiceWithoutStatus() || !sendAndWait(message.get())) {
        throw failures.unavailable();
      }
    } catch (TransportException e) {
      throw failures.notSent(e);
    }
  }

  private boolean sendAndWait(Message message) throws TransportException {
    return scope
        .sender()
        .sendAndWait(message.withQos(Math.max(Message.DEFAULT_QOS, message.qos())));
  }

  /** Sends a request to change a property; later calls must arrive after it. */
  public void sendSet(CallFailures failures, Message message, Duration patience) {
    send(failures, () -> message, patience);
    scope.sets().onSent();
  }
}
