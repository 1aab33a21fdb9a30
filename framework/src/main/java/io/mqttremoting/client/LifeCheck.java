package io.mqttremoting.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.model.InternalOperations;
import io.mqttremoting.model.OperationModel;
import io.mqttremoting.wire.Message;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a service that left a call without a reply whether it is alive. A slow one is: it answers a
 * ping at once, whatever its implementation is doing. Thread-safe.
 */
final class LifeCheck {
  private static final Logger LOG = LoggerFactory.getLogger(LifeCheck.class);

  private final ClientEndpoint endpoint;
  private final PendingCalls calls;
  private final OperationModel model = InternalOperations.ping();
  private final OperationClient ping;

  LifeCheck(ClientEndpoint endpoint, Clients clients) {
    this.endpoint = endpoint;
    this.calls = clients.calls();
    this.ping = new OperationClient(endpoint, model, model.name(), clients);
  }

  void addReceivers(Map<String, Consumer<Message>> receivers) {
    ping.addReceivers(receivers);
  }

  /** Asks before long; never waits. What comes of it is told to the presence of the endpoint. */
  void start(Availability service) {
    endpoint.runLater(() -> ask(service));
  }

  private void ask(Availability service) {
    Supplier<RemotingException> silence =
        () -> ping.failure(ErrorCode.DEADLINE_EXCEEDED, "no reply to a ping", null);
    PendingCall call;
    try {
      call = ping.sendTo(service, silence);
    } catch (RemotingException e) { // it is asked again on the next connect
      LOG.debug("{}: a service that did not reply is not asked", endpoint.id(), e);
      return;
    }
    calls.endAfter(model.timeout().orElseThrow(), call, silence);
    call.outcome().thenAccept(outcome -> settle(service, outcome.failure() == silence));
  }

  /** Called by the MQTT library or a timer; an answer is told where it is received. */
  private void settle(Availability service, boolean silent) {
    if (silent && endpoint.isConnected()) {
      endpoint.presence().onSilence(service.memory());
    }
  }
}
