package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.client.presence.Ping;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;

/** Creates what calls to one interface on one connection need. Thread-safe. */
public final class CallFactory {
  private final Calls calls;
  private final CallSettings settings;
  private final Topics topics;
  private final CallScope scope;

  /** For calls to the interface with these topics; {@code sender} sends them. */
  public CallFactory(Calls calls, CallSender sender, CallSettings settings, Topics topics) {
    this.calls = calls;
    this.settings = settings;
    this.topics = topics;
    this.scope =
        new CallScope(new CallIds(), sender, new SetOrder(), calls.threads(), calls.openCalls());
  }

  /** An operation; exceptions name {@code member}. */
  public RemoteOperation operation(OperationModel model, String member, Presence presence) {
    CallFailures failures = new CallFailures(topics.interfaceId(), member);
    CallTerms terms =
        new CallTerms(
            scope,
            presence,
            failures,
            Routes.of(settings.mappings(), topics, model.name(), settings.clientId()),
            new CallOptions(
                model.timeout().orElse(settings.timeout()),
                model.delivery().orElse(settings.delivery()),
                Metadata.empty()));
    return new RemoteOperation(calls, terms, new ReplyReader(failures, model, settings.json()));
  }

  /** Pings services by calling {@link InternalOperations#ping()}. */
  public Ping ping(RemoteOperation pinging) {
    return new PingSender(pinging, scope);
  }

  /** Sends messages that have no reply. */
  public OneWay oneWay(Presence presence) {
    return new OneWay(scope, presence);
  }

  /** Decides what happens to the open calls of the interface. */
  public InterfaceCalls interfaceCalls(Presence presence) {
    return new InterfaceCalls(calls, scope, presence);
  }

  /**
   * A probe: it is sent to learn whether the broker reports that a topic has no subscribers. It
   * cancels a call that does not exist, in the mapping for MQTT 3.1.1. It is sent only while no
   * service is known to be online; then that topic has no subscribers, because services in other
   * languages do not use this mapping. If a service receives it after all, it does no harm.
   */
  public Message probe() {
    return requestV3(InternalOperations.CANCEL);
  }

  /** Asks services to announce themselves; those in other languages do not receive it. */
  public Message announcementRequest() {
    return requestV3(InternalOperations.ANNOUNCE);
  }

  private Message requestV3(String operation) {
    return Route.of(settings.mappings().v3(), topics, operation, settings.clientId())
        .request(
            scope.ids().next(),
            settings.timeout(),
            null,
            Duration.ZERO,
            0,
            Route.NO_ARGUMENTS,
            Metadata.empty())
        .withQos(Message.DEFAULT_QOS);
  }
}
