package io.mqttremoting.internal.json;

import com.fasterxml.jackson.databind.Module;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What users teach Jackson of their types: modules, and annotations for others' classes. */
public record JsonAdditions(List<Module> modules, Map<Class<?>, Class<?>> mixIns) {
  /** Nothing. */
  public static final JsonAdditions NONE = new JsonAdditions(List.of(), Map.of());

  /** The same, and a module. */
  public JsonAdditions with(Module module) {
    List<Module> all = new ArrayList<>(modules);
    all.add(module);
    return new JsonAdditions(List.copyOf(all), mixIns);
  }

  /** The same, and the annotations of {@code mixIn} for {@code target}. */
  public JsonAdditions with(Class<?> target, Class<?> mixIn) {
    Map<Class<?>, Class<?>> all = new LinkedHashMap<>(mixIns);
    all.put(target, mixIn);
    return new JsonAdditions(modules, Map.copyOf(all));
  }

  /**
   * A module that stands in for another of the same type, Jackson's own for {@code java.time}, say.
   */
  Optional<Module> moduleOfType(Object typeId) {
    return modules.stream().filter(module -> typeId.equals(module.getTypeId())).findFirst();
  }
}
