package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.ParameterModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.model.SignalModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes an interface as maps and lists, to be encoded as JSON (wire protocol, Internal
 * operations).
 */
final class Description {
  private Description() {}

  static Map<String, Object> of(InterfaceModel model) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("module", model.address().module());
    description.put("name", model.address().name());
    description.put("properties", model.properties().stream().map(Description::property).toList());
    description.put("operations", model.operations().stream().map(Description::operation).toList());
    description.put("signals", model.signals().stream().map(Description::signal).toList());
    return description;
  }

  private static Map<String, Object> property(PropertyModel property) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", property.name());
    description.put("type", property.type().getTypeName());
    description.put("readOnly", property.setter().isEmpty());
    return description;
  }

  private static Map<String, Object> operation(OperationModel operation) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", operation.name());
    description.put("parameters", parameters(operation.parameters()));
    description.put("result", operation.resultType().getTypeName());
    description.put("errors", operation.errors().stream().map(error -> error.name()).toList());
    return description;
  }

  private static Map<String, Object> signal(SignalModel signal) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", signal.name());
    description.put("parameters", parameters(signal.handler().parameters()));
    return description;
  }

  private static List<Map<String, Object>> parameters(List<ParameterModel> parameters) {
    return parameters.stream()
        .<Map<String, Object>>map(
            parameter -> Map.of("name", parameter.name(), "type", parameter.type().getTypeName()))
        .toList();
  }
}
