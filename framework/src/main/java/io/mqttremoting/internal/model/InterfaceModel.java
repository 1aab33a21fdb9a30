package io.mqttremoting.internal.model;

import io.mqttremoting.api.RemoteInterface;
import java.util.List;
import java.util.Optional;

/** A remote interface: its Java type, its name on the wire, and its members sorted by name. */
public record InterfaceModel(
    Class<?> type,
    String module,
    String name,
    List<PropertyModel> properties,
    List<OperationModel> operations,
    List<SignalModel> signals) {
  /** The first level of the topics of connection statuses. No module may have this name. */
  public static final String RESERVED_MODULE = "_remoting";

  /** The highest QoS that any operation requires; 0 if none does. */
  public int leastQos() {
    return operations.stream()
        .mapToInt(operation -> operation.delivery().leastQos())
        .max()
        .orElse(0);
  }

  /** The version that the annotation gives; empty if it gives none. */
  public Optional<String> version() {
    return Optional.of(type.getAnnotation(RemoteInterface.class).version())
        .filter(version -> !version.isEmpty());
  }

  /** {@code module/name}: the start of every topic of this interface, and its name in errors. */
  public String id() {
    return module + "/" + name;
  }
}
