package io.mqttremoting.internal.json;

import com.fasterxml.jackson.databind.Module;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Jackson modules and mix-ins that the user added to a connection. */
public record JsonAdditions(List<Module> modules, Map<Class<?>, Class<?>> mixIns) {
  /** No modules and no mix-ins. */
  public static final JsonAdditions NONE = new JsonAdditions(List.of(), Map.of());

  /** Returns this with an additional module. */
  public JsonAdditions with(Module module) {
    List<Module> all = new ArrayList<>(modules);
    all.add(module);
    return new JsonAdditions(List.copyOf(all), mixIns);
  }

  /** Returns this with an additional mix-in for {@code target}. */
  public JsonAdditions with(Class<?> target, Class<?> mixIn) {
    Map<Class<?>, Class<?>> all = new LinkedHashMap<>(mixIns);
    all.put(target, mixIn);
    return new JsonAdditions(modules, Map.copyOf(all));
  }

  /**
   * The user's module with this type ID, which replaces a default module, for example Jackson's
   * module for {@code java.time}.
   */
  Optional<Module> moduleOfType(Object typeId) {
    return modules.stream().filter(module -> typeId.equals(module.getTypeId())).findFirst();
  }
}
