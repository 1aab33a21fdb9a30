package io.mqttremoting.internal.model;

import io.mqttremoting.api.ContractModel;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the model of an interface from its contract. */
public final class ContractInterface {
  private final ContractModel contract;

  private ContractInterface(ContractModel contract) {
    this.contract = contract;
  }

  /**
   * The model of the interface.
   *
   * @throws IllegalArgumentException if a name cannot be used in topics
   */
  public static InterfaceModel of(ContractModel contract) {
    return new ContractInterface(contract).model();
  }

  private InterfaceModel model() {
    WireName.DECLARED.withModule(contract.module()).withName(contract.name()); // checks them
    check("property", contract.properties().stream().map(ContractModel.Property::name).toList());
    check("operation", contract.operations().stream().map(ContractModel.Operation::name).toList());
    check("signal", contract.signals().stream().map(ContractModel.Signal::name).toList());
    return Undeclared.ofInterface(
        new Address(contract.module(), contract.name()),
        contract.properties().stream().map(this::property).toList(),
        contract.operations().stream().map(this::operation).toList(),
        contract.signals().stream()
            .map(signal -> Undeclared.signal(signal.name(), parameters(signal.parameters())))
            .toList());
  }

  private void check(String kind, List<String> names) {
    Set<String> known = new HashSet<>();
    for (String name : names) {
      String what = contract.id() + ": the " + kind + " '" + name + "'";
      if (!TopicLevel.isValid(name)) {
        throw new IllegalArgumentException(what + TopicLevel.RULE);
      }
      if (name.startsWith("_") || name.equals("v3")) {
        throw new IllegalArgumentException(
            what + " must not be 'v3' or begin with '_': these names are the protocol's");
      }
      if (!known.add(name)) {
        throw new IllegalArgumentException(what + " is there twice");
      }
    }
  }

  private PropertyModel property(ContractModel.Property property) {
    return Undeclared.property(property.name(), type(property.type()), property.readOnly());
  }

  private OperationModel operation(ContractModel.Operation operation) {
    return Undeclared.operation(
        operation.name(),
        parameters(operation.parameters()),
        operation.result().<Type>map(this::type).orElse(void.class));
  }

  private List<ParameterModel> parameters(List<ContractModel.Field> fields) {
    return fields.stream()
        .map(field -> new ParameterModel(field.name(), type(field.type())))
        .toList();
  }

  private Type type(ContractModel.Type described) {
    return new DescribedType(described, contract);
  }
}
