package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.wire.Topics;

/** One interface of one implementation, with the codecs for its payloads. */
public record ServedObject(InterfaceModel model, Implementation implementation, JsonCodec json) {
  /** Returns the ID of the interface on the wire: {@code module/name}. */
  public String id() {
    return model.id();
  }

  /** Returns the contract of the interface. */
  public ContractModel contract() {
    return implementation.contract();
  }

  /** Returns the topics of the interface. */
  public Topics topics() {
    return new Topics(model.id());
  }
}
