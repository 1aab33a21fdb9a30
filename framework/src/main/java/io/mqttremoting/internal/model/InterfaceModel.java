package io.mqttremoting.internal.model;

import io.mqttremoting.api.RemoteInterface;
import java.util.List;
import java.util.Optional;

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

  /** Whether a Java interface declares the members. */
  public boolean isDeclared() {
    return type != Undeclared.class;
  }

  /** The version that the annotation gives; empty if it gives none. */
  public Optional<String> version() {
    return Optional.of(type.getAnnotation(RemoteInterface.class).version())
        .filter(version -> !version.isEmpty());
  }

  /** This interface at one instance. */
  public InterfaceModel at(String instance) {
    return new InterfaceModel(type, address.at(instance), properties, operations, signals);
  }

  /** The start of every topic of this interface, and its name in errors. */
  public String id() {
    return address.id();
  }
}
