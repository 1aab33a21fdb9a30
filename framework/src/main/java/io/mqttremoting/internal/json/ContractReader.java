package io.mqttremoting.internal.json;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.internal.model.Descriptions;
import io.mqttremoting.internal.model.ErrorModel;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.ParameterModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.model.SignalModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** Reads the contract of an interface: its model, with its types as Jackson writes them. */
final class ContractReader {
  private final PayloadDescriber types;

  private ContractReader(PayloadDescriber types) {
    this.types = types;
  }

  static ContractModel read(InterfaceModel model, JsonMapper mapper) {
    PayloadDescriber types = new PayloadDescriber(mapper, model.address().name());
    ContractReader reader = new ContractReader(types);
    return new ContractModel(
        model.address().module(),
        model.address().name(),
        model.version(),
        Descriptions.of(model.type()),
        model.properties().stream().map(reader::property).toList(),
        model.operations().stream().map(reader::operation).toList(),
        model.signals().stream().map(reader::signal).toList(),
        types.definitions());
  }

  private ContractModel.Property property(PropertyModel property) {
    boolean confirmed =
        property
            .setter()
            .filter(setter -> setter.getReturnType() == CompletableFuture.class)
            .isPresent();
    return new ContractModel.Property(
        property.name(),
        types.of(property.type()),
        property.setter().isEmpty(),
        confirmed,
        names(property.errors()),
        Descriptions.of(property));
  }

  private ContractModel.Operation operation(OperationModel operation) {
    return new ContractModel.Operation(
        operation.name(),
        fields(operation.parameters(), index -> Descriptions.ofParameter(operation, index)),
        operation.isVoid() ? Optional.empty() : Optional.of(types.of(operation.resultType())),
        names(operation.errors()),
        operation.timeout(),
        operation.oneWay(),
        Descriptions.of(operation));
  }

  private ContractModel.Signal signal(SignalModel signal) {
    return new ContractModel.Signal(
        signal.name(),
        fields(signal.handler().parameters(), index -> Descriptions.ofParameter(signal, index)),
        Descriptions.of(signal));
  }

  private static List<String> names(List<ErrorModel> errors) {
    return errors.stream().map(ErrorModel::name).sorted().toList();
  }

  private List<Field> fields(List<ParameterModel> parameters, IntFunction<String> descriptions) {
    List<Field> fields = new ArrayList<>();
    for (ParameterModel parameter : parameters) {
      boolean named = !Character.isDigit(parameter.name().charAt(0));
      fields.add(
          new Field(
              named ? parameter.name() : "arg" + parameter.name(), // a name begins with a letter
              types.of(parameter.type()),
              false,
              descriptions.apply(fields.size())));
    }
    return List.copyOf(fields);
  }
}
