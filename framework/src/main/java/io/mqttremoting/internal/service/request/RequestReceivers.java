package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.service.value.ServedObject;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Mappings;
import io.mqttremoting.internal.wire.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Creates the receivers for the requests to each member of a served interface. */
final class RequestReceivers {
  private final ServedObject served;
  private final Mappings mappings;
  private final CalleeFactory callees;
  private final MemberFactory members;
  private final RequestIntake intake;
  private final Map<String, Consumer<Message>> receivers = new HashMap<>();

  /**
   * Creates receivers for {@code served}.
   *
   * @param mappings the mappings in which operations are requested
   * @param callees creates what the requests call
   * @param members creates what executes the requests
   * @param intake receives the requests to operations
   */
  RequestReceivers(
      ServedObject served,
      Mappings mappings,
      CalleeFactory callees,
      MemberFactory members,
      RequestIntake intake) {
    this.served = served;
    this.mappings = mappings;
    this.callees = callees;
    this.members = members;
    this.intake = intake;
  }

  /** Returns the receivers by topic, including those of the internal operations. */
  Map<String, Consumer<Message>> all(InternalRequests internal) {
    served.model().properties().forEach(this::addSet);
    served.model().operations().forEach(this::addOperation);
    addOperation(InternalOperations.GET, Delivery.AUTO, callees.getters());
    addOperation(InternalOperations.SET, Delivery.AUTO, callees.setters());
    Callee describe = callees.describe();
    addOperation(InternalOperations.DESCRIBE, Delivery.AUTO, request -> describe);
    add(InternalOperations.CANCEL, internal::cancel);
    add(InternalOperations.PING, internal::ping);
    return Map.copyOf(receivers);
  }

  private void addSet(PropertyModel property) {
    String name = property.name();
    JsonValueCodec codec = served.json().value(property.type());
    receivers.put(
        served.topics().set(name),
        property
            .setter()
            .map(setter -> members.property(name, callees.setting(property), codec))
            .<Consumer<Message>>map(requests -> requests::receive)
            .orElseGet(() -> members.readOnly(name)));
  }

  private void addOperation(OperationModel operation) {
    Callee callee = callees.of(operation);
    addOperation(operation.name(), operation.delivery(), request -> callee);
  }

  private void addOperation(String name, Delivery delivery, Callee.Finder finder) {
    OperationCalls operation = members.operation(name, delivery, finder);
    add(name, (message, mapping) -> intake.receive(message, mapping, operation));
  }

  private void add(String name, BiConsumer<Message, Mapping> receiver) {
    for (Mapping mapping : mappings.all()) {
      receivers.put(
          mapping.requestTopic(served.topics(), name),
          message -> receiver.accept(message, mapping));
    }
  }
}
