package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Collects the rules that an interface breaks, so that one error lists all of them. */
final class Problems {
  private final Class<?> type;
  private final Set<String> found;
  private final Set<String> problemsOfTypes = new HashSet<>();

  Problems(Class<?> type) {
    this(type, Set.of());
  }

  private Problems(Class<?> type, Set<String> found) {
    this.type = type;
    this.found = new LinkedHashSet<>(found);
  }

  /** A copy that further problems can be added to. */
  Problems copy() {
    return new Problems(type, found);
  }

  /** Adds a rule that the whole interface breaks, with a fix. */
  void add(String rule) {
    found.add(type.getSimpleName() + ": " + rule);
  }

  /** Adds a rule that a method breaks, with a fix. */
  void add(Method method, String rule) {
    found.add(key(method) + ": " + rule);
  }

  /** Reports a payload type that is not fully known. */
  void checkPayload(Method method, String what, Type payload) {
    Types.whyNotFullyKnown(payload)
        .ifPresent(reason -> add(method, what + " must be a fully known type, but " + reason));
  }

  /**
   * Reports a type that cannot be sent or received. The fix, after the first semicolon, is given
   * only once for the same problem.
   */
  void checkPayload(
      Method method, String what, Type payload, Function<Type, Optional<String>> problemOf) {
    if (Types.whyNotFullyKnown(payload).isEmpty()) { // otherwise already reported
      problemOf
          .apply(payload)
          .ifPresent(
              problem ->
                  add(
                      method,
                      what
                          + (problemsOfTypes.add(problem)
                              ? problem
                              : problem.replaceFirst(";.*", "") + ", as above")));
    }
  }

  /** Reports a module or name of the interface that is not a valid topic level. */
  void checkName(String element, String name) {
    if (!TopicLevel.isValid(name)) {
      add(
          "the "
              + element
              + " '"
              + name
              + "'"
              + TopicLevel.RULE
              + "; choose another with @RemoteInterface("
              + element
              + " = \"name\")");
    }
  }

  /** Reports a name of a member that is not a valid topic level. */
  void checkName(Method method, String annotation, String name) {
    if (!TopicLevel.isValid(name)) {
      add(
          method,
          "the "
              + annotation
              + " name '"
              + name
              + "'"
              + TopicLevel.RULE
              + "; choose another with "
              + annotation
              + "(\"name\")");
    }
  }

  /**
   * Reports an interface whose package is not open, so the library cannot define a client in it.
   */
  void checkOpen() {
    if (!type.getModule().isOpen(type.getPackageName(), Problems.class.getModule())) {
      found.add(notOpen(type));
    }
  }

  /**
   * Makes a method accessible, because interfaces need not be public. Reports a problem if that is
   * not possible.
   */
  Method accessible(Method method) {
    if (!method.trySetAccessible()) {
      found.add(notOpen(method.getDeclaringClass()));
    }
    return method;
  }

  /** The message, with the fix, for a type whose package is not open. */
  static String notOpen(Class<?> type) {
    return type.getSimpleName()
        + " is in a package that is not open to this library; add \"opens "
        + type.getPackageName()
        + ";\" to the module-info.java of "
        + type.getModule().getName();
  }

  /** Throws if there is any problem. */
  void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    String rules = found.size() == 1 ? "a rule is broken" : found.size() + " rules are broken";
    throw new IllegalArgumentException(
        type.getName()
            + " cannot be a remote interface, "
            + rules
            + ":"
            + found.stream().map(problem -> "\n- " + problem).collect(Collectors.joining()));
  }

  /** The name of a method in errors and log lines, such as {@code IHello#say(Message,When)}. */
  static String key(Method method) {
    return method.getDeclaringClass().getSimpleName()
        + "#"
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(",", "(", ")"));
  }
}
