package io.mqttremoting.internal.contracts;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.RemoteInterface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Says which interfaces extend others, in place of repeating the members of these. */
public final class Bases {
  private static final List<String> MEMBERS = List.of("properties", "operations", "signals");

  private static final Pattern NEW_MEMBER =
      Pattern.compile("(property|operation|signal) '.*' is new", Pattern.DOTALL);

  private Bases() {}

  /** The module of these Java interfaces, those that extend another of them marked. */
  public static ModuleFile of(ModuleFile module, List<Class<?>> types) {
    Map<String, Contract> bases = new LinkedHashMap<>();
    for (Class<?> type : types) {
      base(type, types)
          .map(Contract::of)
          .filter(base -> isWhole(base, Contract.of(type)))
          .ifPresent(base -> bases.put(Contract.of(type).name(), base));
    }
    List<Map<String, Object>> interfaces = new ArrayList<>();
    for (Element each : module.root().children("interfaces")) {
      Contract base = bases.get(each.name());
      interfaces.add(
          base == null
              ? each.values()
              : extending(each.values(), base, Element.mapOf("name", base.name())));
    }
    Map<String, Object> root = new LinkedHashMap<>(module.root().values());
    root.put("interfaces", interfaces);
    return new ModuleFile(new Element(root), module.imports());
  }

  /** The first remote interface that a type extends, if it is one of these. */
  private static Optional<Class<?>> base(Class<?> type, List<Class<?>> types) {
    return Arrays.stream(type.getInterfaces())
        .filter(base -> base.isAnnotationPresent(RemoteInterface.class) && types.contains(base))
        .findFirst();
  }

  /** Whether an interface has all members of its base as they are there, and perhaps more. */
  static boolean isWhole(Contract base, Contract derived) {
    return Contract.compare(base, derived).stream()
        .allMatch(difference -> NEW_MEMBER.matcher(difference.text()).matches());
  }

  /** An interface without the members of its base. */
  static Map<String, Object> extending(
      Map<String, Object> described, Contract base, Map<String, Object> reference) {
    Set<String> inherited = new HashSet<>();
    base.model().properties().stream().map(ContractModel.Property::name).forEach(inherited::add);
    base.model().operations().stream().map(ContractModel.Operation::name).forEach(inherited::add);
    base.model().signals().stream().map(ContractModel.Signal::name).forEach(inherited::add);
    Map<String, Object> copy = new LinkedHashMap<>(described);
    for (String list : MEMBERS) {
      copy.remove(list);
      List<Map<String, Object>> own =
          new Element(described)
              .children(list).stream()
                  .filter(member -> !inherited.contains(member.name()))
                  .map(Element::values)
                  .toList();
      Element.putIfAny(copy, list, own);
    }
    copy.put("extends", reference);
    return copy;
  }
}
