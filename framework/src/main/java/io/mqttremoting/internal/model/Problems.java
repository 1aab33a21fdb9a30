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

/** The rules that an interface breaks, gathered so that one error names them all. */
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

  /** The same, to which more can be added. */
  Problems copy() {
    return new Problems(type, found);
  }

  /** A rule that the interface as a whole breaks, and what to do. */
  void add(String rule) {
    found.add(type.getSimpleName() + ": " + rule);
  }

  /** A rule that a method breaks, and what to do. */
  void add(Method method, String rule) {
    found.add(key(method) + ": " + rule);
  }

  /** Reports a type from which nobody could tell what the payload holds. */
  void checkPayload(Method method, String what, Type payload) {
    Types.unclear(payload)
        .ifPresent(reason -> add(method, what + " has to be a fully known type, but " + reason));
  }

  /**
   * Reports a type of which no payload can be made, or read. What to do about it, which stands
   * behind the first semicolon, is said once.
   */
  void checkPayload(
      Method method, String what, Type payload, Function<Type, Optional<String>> problemOf) {
    if (Types.unclear(payload).isEmpty()) { // else reported for that
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

  /** Reports a module or name of the interface that cannot stand as one level of a topic. */
  void checkName(String element, String name) {
    if (!TopicLevel.isValid(name)) {
      add(
          "the "
              + element
              + " '"
              + name
              + "'"
              + TopicLevel.RULE
              + "; give another with @RemoteInterface("
              + element
              + " = \"name\")");
    }
  }

  /** Reports a name of a member that cannot stand as one level of a topic. */
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
              + "; give another with "
              + annotation
              + "(\"name\")");
    }
  }

  /** Reports an interface that is closed to this library, which defines a client beside it. */
  void checkOpen() {
    if (!type.getModule().isOpen(type.getPackageName(), Problems.class.getModule())) {
      found.add(notOpen(type));
    }
  }

  /**
   * Makes a method accessible, or reports that it cannot be. Interfaces need not be public; what is
   * called on them is only ever what the user wrote.
   */
  Method accessible(Method method) {
    if (!method.trySetAccessible()) {
      found.add(notOpen(method.getDeclaringClass()));
    }
    return method;
  }

  /** That this library cannot reach a type, and what to do. */
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

  /** {@code IHello#say(Message,When)}: how a method is named in errors and logs alike. */
  static String key(Method method) {
    return method.getDeclaringClass().getSimpleName()
        + "#"
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(",", "(", ")"));
  }
}
