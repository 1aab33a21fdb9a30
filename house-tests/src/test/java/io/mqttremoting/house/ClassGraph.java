package io.mqttremoting.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which top-level classes use which others. Nested classes and lambdas count as part of their
 * top-level class.
 */
final class ClassGraph {
  private final Map<String, Set<String>> uses = new TreeMap<>();

  /** A graph of these classes only. */
  ClassGraph(Iterable<JavaClass> classes) {
    classes.forEach(each -> uses.computeIfAbsent(outermost(each), none -> new TreeSet<>()));
    for (JavaClass each : classes) {
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        String target = outermost(dependency.getTargetClass().getBaseComponentType());
        if (uses.containsKey(target) && !target.equals(outermost(each))) {
          uses.get(outermost(each)).add(target);
        }
      }
    }
  }

  private static String outermost(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  /** All sets of two or more classes that depend on each other, directly or indirectly. */
  List<Set<String>> cycles() {
    return new Components().found;
  }

  /** Tarjan's algorithm. */
  private final class Components {
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> low = new HashMap<>();
    private final Deque<String> stack = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    Components() {
      for (String each : uses.keySet()) {
        if (!index.containsKey(each)) {
          visit(each);
        }
      }
    }

    private void visit(String each) {
      index.put(each, index.size());
      low.put(each, index.get(each));
      stack.push(each);
      for (String used : uses.get(each)) {
        if (!index.containsKey(used)) {
          visit(used);
          low.merge(each, low.get(used), Math::min);
        } else if (stack.contains(used)) {
          low.merge(each, index.get(used), Math::min);
        }
      }
      if (low.get(each).equals(index.get(each))) {
        popComponent(each);
      }
    }

    private void popComponent(String root) {
      Set<String> component = new TreeSet<>();
      String member;
      do {
        member = stack.pop();
        component.add(member);
      } while (!member.equals(root));
      if (component.size() > 1) {
        found.add(component);
      }
    }
  }
}
