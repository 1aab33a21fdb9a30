package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.CallFactory;
import io.mqttremoting.internal.client.call.CallSettings;
import io.mqttremoting.internal.client.call.OneWay;
import io.mqttremoting.internal.client.call.Presence;
import io.mqttremoting.internal.model.OperationModel;
import java.util.Optional;

/** Creates the operations of one interface. */
final class OperationClientFactory {
  private final CallFactory calls;
  private final CallSettings settings;
  private final Presence presence;
  private final OneWay oneWay;

  /** Operations of the services that {@code presence} knows. */
  OperationClientFactory(CallFactory calls, CallSettings settings, Presence presence) {
    this.calls = calls;
    this.settings = settings;
    this.presence = presence;
    this.oneWay = calls.oneWay(presence);
  }

  /** An operation; exceptions name {@code member}. */
  OperationClient of(OperationModel model, String member) {
    return new OperationClient(
        calls.operation(model, member, presence),
        settings.json().arguments(model.parameters()),
        presence,
        model.oneWay() ? Optional.of(oneWay) : Optional.empty(),
        model.timeout().orElse(settings.timeout()),
        model.primitiveResult().orElseGet(() -> settings.json().valueClass(model.resultType())));
  }

  /** Sends messages that have no reply. */
  OneWay oneWay() {
    return oneWay;
  }

  CallSettings settings() {
    return settings;
  }
}
