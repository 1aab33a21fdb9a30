package io.mqttremoting.internal.model;

import java.util.List;

/** A remote interface: its Java type, its place on the wire, and its members sorted by name. */
public record InterfaceModel(
    Class<?> type,
    Address address,
    List<PropertyModel> properties,
    List<OperationModel> operations,
    List<SignalModel> signals) {
  /**
   * The first level, after the namespace, of the topics of connection statuses. No module may have
   * this name.
   */
  public static final String RESERVED_MODULE = "_remoting";

  /** The highest QoS that any operation requires; 0 if none does. */
  public int leastQos() {
    return operations.stream()
        .mapToInt(operation -> operation.delivery().leastQos())
        .max()
        .orElse(0);
  }

  /** The start of every topic of this interface, and its name in errors. */
  public String id() {
    return address.id();
  }
}
