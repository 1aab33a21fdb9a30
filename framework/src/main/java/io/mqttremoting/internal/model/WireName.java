package io.mqttremoting.internal.model;

import java.util.Optional;

/**
 * By which module and name an interface goes on the wire; what is empty is as its annotation says.
 * Immutable: each {@code with…} returns a changed one.
 */
public record WireName(Optional<String> module, Optional<String> name) {
  /** The one that the annotation says. */
  public static final WireName DECLARED = new WireName(Optional.empty(), Optional.empty());

  /**
   * This, with another module.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  public WireName withModule(String other) {
    checkLevel("module", other);
    if (other.equals(InterfaceModel.RESERVED_MODULE)) {
      throw new IllegalArgumentException(
          "the module '"
              + other
              + "' is reserved for what connections say of themselves; choose another");
    }
    return new WireName(Optional.of(other), name);
  }

  /**
   * This, with another name.
   *
   * @throws IllegalArgumentException if it cannot be one
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

  /** The interface, as it is called by this. */
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
