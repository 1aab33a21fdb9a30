package io.mqttremoting.internal.model;

import java.util.Optional;

/**
 * Overrides the module and name of an interface on the wire; empty parts are taken from its
 * annotation. Immutable: each {@code with…} method returns a new object.
 */
public record WireName(Optional<String> module, Optional<String> name) {
  /** Overrides nothing. */
  public static final WireName DECLARED = new WireName(Optional.empty(), Optional.empty());

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
    return new WireName(Optional.of(other), name);
  }

  /**
   * Returns this with another name.
   *
   * @throws IllegalArgumentException if it is not a valid topic level
   */
  public WireName withName(String other) {
    checkLevel("name", other);
    return new WireName(module, Optional.of(other));
  }

  private static void checkLevel(String what, String given) {
    if (!TopicLevel.isValid(given)) {
      throw new IllegalArgumentException(
          "the " + what + " '" + given + "'" + TopicLevel.RULE + "; choose another");
    }
  }

  /** Returns the interface with this module and name. */
  public InterfaceModel of(InterfaceModel declared) {
    return new InterfaceModel(
        declared.type(),
        module.orElse(declared.module()),
        name.orElse(declared.name()),
        declared.properties(),
        declared.operations(),
        declared.signals());
  }
}
