package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/** The names of an interface's members of one kind, right or wrong otherwise. */
final class MemberNames {
  private final Problems problems;
  private final String annotation;
  private final Map<String, Method> methods = new HashMap<>();

  MemberNames(Problems problems, String annotation) {
    this.problems = problems;
    this.annotation = annotation;
  }

  /** Reports a name that cannot stand as one level of a topic, or that is another's already. */
  void check(Method method, String name) {
    problems.checkName(method, annotation, name);
    Method other = methods.putIfAbsent(name, method);
    if (other != null) {
      problems.add(
          method,
          annotation
              + " '"
              + name
              + "' is "
              + Problems.key(other)
              + " already; name this one otherwise with "
              + annotation
              + "(\"name\")");
    }
  }
}
