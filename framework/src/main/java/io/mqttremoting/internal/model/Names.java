package io.mqttremoting.internal.model;

import java.util.Optional;

/** The names of members, as their Java methods spell them. */
final class Names {
  private Names() {}

  /** What follows {@code prefix} in {@code name}, as a member's name: {@code last} of getLast. */
  static Optional<String> after(String prefix, String name) {
    if (!name.startsWith(prefix) || name.length() == prefix.length()) {
      return Optional.empty();
    }
    String rest = name.substring(prefix.length());
    return Character.isLowerCase(rest.charAt(0))
        ? Optional.empty()
        : Optional.of(decapitalized(rest));
  }

  /** What is between {@code prefix} and {@code suffix}: {@code last} of onLastChanged. */
  static Optional<String> between(String prefix, String name, String suffix) {
    return name.endsWith(suffix)
        ? after(prefix, name.substring(0, name.length() - suffix.length()))
        : Optional.empty();
  }

  /** As JavaBeans do: {@code Last} is {@code last}, but {@code URL} remains. */
  private static String decapitalized(String name) {
    if (name.length() > 1
        && Character.isUpperCase(name.charAt(0))
        && Character.isUpperCase(name.charAt(1))) {
      return name;
    }
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
