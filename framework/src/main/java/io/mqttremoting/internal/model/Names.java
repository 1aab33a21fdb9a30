package io.mqttremoting.internal.model;

import java.util.Optional;

/** Derives names of members from the names of their Java methods. */
final class Names {
  private Names() {}

  /** The member name after {@code prefix}: {@code last} for getLast. */
  static Optional<String> after(String prefix, String name) {
    if (!name.startsWith(prefix) || name.length() == prefix.length()) {
      return Optional.empty();
    }
    String rest = name.substring(prefix.length());
    return Character.isLowerCase(rest.charAt(0))
        ? Optional.empty()
        : Optional.of(decapitalized(rest));
  }

  /** The member name between {@code prefix} and {@code suffix}: {@code last} for onLastChanged. */
  static Optional<String> between(String prefix, String name, String suffix) {
    return name.endsWith(suffix)
        ? after(prefix, name.substring(0, name.length() - suffix.length()))
        : Optional.empty();
  }

  /** Follows JavaBeans: {@code Last} becomes {@code last}, but {@code URL} stays. */
  private static String decapitalized(String name) {
    if (name.length() > 1
        && Character.isUpperCase(name.charAt(0))
        && Character.isUpperCase(name.charAt(1))) {
      return name;
    }
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
