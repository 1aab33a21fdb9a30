package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.client.presence.Ping;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pings services of one interface by an operation that each service has. Thread-safe. */
final class PingSender implements Ping {
  private static final Logger LOG = LoggerFactory.getLogger(PingSender.class);

  private final RemoteOperation operation;
  private final CallScope scope;

  PingSender(RemoteOperation operation, CallScope scope) {
    this.operation = operation;
    this.scope = scope;
  }

  @Override
  public void send(Availability service, Consumer<Answer> receiver) {
    Call call;
    try {
      call = operation.ping(service);
    } catch (RemotingException e) { // it is pinged again after the next connect
      LOG.debug("{}: a service is not asked whether it is alive", operation.failures(), e);
      receiver.accept(Answer.UNKNOWN);
      return;
    }
    call.outcome().thenAccept(outcome -> settle(outcome, receiver));
  }

  /** Called by the MQTT library or a timer. */
  private void settle(CallState.Outcome outcome, Consumer<Answer> receiver) {
    boolean read =
        outcome.reply() != null
            && scope.threads().tryAsk(() -> receiver.accept(Answer.clock(clock(outcome))));
    if (!read) {
      boolean silent = outcome.equals(CallState.Outcome.SILENCE) && scope.sender().isConnected();
      receiver.accept(silent ? Answer.SILENCE : Answer.UNKNOWN);
    }
  }

  /** The clock of the service in milliseconds; 0 if the reply does not contain it. */
  private long clock(CallState.Outcome outcome) {
    try {
      return operation.read(outcome) instanceof Long millis ? Math.max(0, millis) : 0;
    } catch (Throwable e) { // for example from an older service, or a stranger
      LOG.debug("{}: the clock of the service is not known", operation.failures(), e);
      return 0;
    }
  }
}
