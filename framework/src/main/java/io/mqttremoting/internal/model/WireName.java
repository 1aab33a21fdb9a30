package io.mqttremoting.internal.model;

import java.util.Objects;
import java.util.Optional;

/**
 * Overrides the module and name of an interface on the wire, and names the instance; empty parts
 * are taken from its annotation. Immutable: each {@code with…} method returns a new object.
 *
 * @param instance empty for none
 */
public record WireName(Optional<String> module, Optional<String> name, String instance) {
  /** Overrides nothing. */
  public static final WireName DECLARED = new WireName(Optional.empty(), Optional.empty(), "");

  /**
   * Returns this with another module.
   *
   * @throws IllegalArgumentException if it is not a valid module
   */
  public WireName withModule(String other) {
    checkLevel("module", other);
    if (other.equals(InterfaceModel.RESERVED_MODULE)) {
      throw new IllegalArgumentException(
          "the module '" + other + "' is reserved for connection statuses; choose another");
    }
    if (other.startsWith(Address.INSTANCE_MARK)) {
      throw new IllegalArgumentException(
          "the module '" + other + "' must not start with '@', which marks instances");
    }
    return new WireName(Optional.of(other), name, instance);
  }

  /**
   * Returns this with another name.
   *
   * @throws IllegalArgumentException if it is not a valid topic level
   */
  public WireName withName(String other) {
    checkLevel("name", other);
    return new WireName(module, Optional.of(other), instance);
  }

  /**
   * Returns this with another instance.
   *
   * @throws IllegalArgumentException if it is not a valid topic level, or starts with {@code @}
   */
  public WireName withInstance(String other) {
    checkLevel("instance", other);
    if (!Address.isInstance(other)) {
      throw new IllegalArgumentException(
          "the instance '" + other + "' must not start with '@', which topics put before it");
    }
    return new WireName(module, name, other);
  }

  private static void checkLevel(String what, String given) {
    if (!TopicLevel.isValid(Objects.requireNonNull(given, what))) {
      throw new IllegalArgumentException(
          "the " + what + " '" + given + "'" + TopicLevel.RULE + "; choose another");
    }
  }

  /**
   * Returns the interface with this module and name, in a namespace, which may be empty.
   *
   * @throws IllegalArgumentException if this name cannot be used there
   */
  public InterfaceModel of(InterfaceModel declared, String namespace) {
    Address address =
        new Address(
            namespace,
            instance,
            module.orElse(declared.address().module()),
            name.orElse(declared.address().name()));
    return new InterfaceModel(
        declared.type(),
        address.checked(),
        declared.properties(),
        declared.operations(),
        declared.signals());
  }
}
