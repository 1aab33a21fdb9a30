package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.client.presence.Ping;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;

/** Makes what calls to one interface on one connection need. Thread-safe. */
public final class CallFactory {
  private static final byte[] NO_ARGUMENTS = {'[', ']'};

  private final Calls calls;
  private final CallSettings settings;
  private final Topics topics;
  private final CallScope scope;

  /** For calls to the interface with these topics, which {@code sender} sends. */
  public CallFactory(Calls calls, CallSender sender, CallSettings settings, Topics topics) {
    this.calls = calls;
    this.settings = settings;
    this.topics = topics;
    this.scope =
        new CallScope(new CallIds(), sender, new SetOrder(), calls.threads(), calls.open());
  }

  /** An operation; errors name {@code member}. */
  public RemoteOperation operation(OperationModel model, String member, Presence presence) {
    CallFailures failures = new CallFailures(topics.interfaceId(), member);
    CallTerms terms =
        new CallTerms(
            scope,
            presence,
            failures,
            Routes.of(
                settings.mappingV5(),
                settings.mappingV3(),
                topics,
                model.name(),
                settings.clientId()),
            model.timeout().orElse(settings.timeout()),
            model.delivery().orElse(settings.delivery()));
    return new RemoteOperation(calls, terms, new ReplyReader(failures, model, settings.json()));
  }

  /** What pings services by {@link InternalOperations#ping()}. */
  public Ping ping(RemoteOperation pinging) {
    return new LifePing(pinging, scope);
  }

  /** What sends messages that have no reply. */
  public OneWay oneWay(Presence presence) {
    return new OneWay(scope, presence);
  }

  /** The open calls. */
  public InterfaceCalls openCalls(Presence presence) {
    return new InterfaceCalls(calls, scope, presence);
  }

  /**
   * A message to whose topic nobody is subscribed while no service is there: services of other
   * languages do not speak the mapping that it is in. Should one hear it all the same, it gives up
   * a call that there is not.
   */
  public Message unheard() {
    return Route.of(settings.mappingV3(), topics, InternalOperations.CANCEL, settings.clientId())
        .request(scope.ids().next(), settings.timeout(), null, Duration.ZERO, 0, NO_ARGUMENTS)
        .withQos(Message.DEFAULT_QOS);
  }
}
