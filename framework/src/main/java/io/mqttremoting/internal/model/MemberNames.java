package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/** Checks the names of an interface's members of one kind. */
final class MemberNames {
  private final Problems problems;
  private final String annotation;
  private final Map<String, Method> methods = new HashMap<>();

  MemberNames(Problems problems, String annotation) {
    this.problems = problems;
    this.annotation = annotation;
  }

  /** Reports a name that is not a valid topic level, or that another member already has. */
  void check(Method method, String name) {
    problems.checkName(method, annotation, name);
    Method other = methods.putIfAbsent(name, method);
    if (other != null) {
      problems.add(
          method,
          annotation
              + " '"
              + name
              + "' is already defined by "
              + Problems.key(other)
              + "; choose another name with "
              + annotation
              + "(\"name\")");
    }
  }
}
