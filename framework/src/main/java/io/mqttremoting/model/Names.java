package io.mqttremoting.model;

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
