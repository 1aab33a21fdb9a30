package io.mqttremoting.internal.service.value;

import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.wire.Topics;

/** One interface of one implementation, and what reads and writes its payloads. */
public record ServedObject(InterfaceModel model, Object implementation, JsonCodec json) {
  /** The name of the interface on the wire: {@code module/name}. */
  public String id() {
    return model.id();
  }

  /** The topics of the interface. */
  public Topics topics() {
    return new Topics(model.id());
  }
}
