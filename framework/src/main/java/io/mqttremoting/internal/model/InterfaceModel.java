package io.mqttremoting.internal.model;

import java.util.List;

/**
 * A remote interface: its Java type, its name on the wire, its members in the order of their names.
 */
public record InterfaceModel(
    Class<?> type,
    String module,
    String name,
    List<PropertyModel> properties,
    List<OperationModel> operations,
    List<SignalModel> signals) {
  /** The first level of the topics on which connections speak of themselves: no module's name. */
  public static final String RESERVED_MODULE = "_remoting";

  /** The highest quality of service that an operation asks for; 0 if none does. */
  public int leastQos() {
    return operations.stream()
        .mapToInt(operation -> operation.delivery().leastQos())
        .max()
        .orElse(0);
  }

  /**
   * {@code module/name}, the start of every topic of this interface and its name in every error.
   */
  public String id() {
    return module + "/" + name;
  }
}
