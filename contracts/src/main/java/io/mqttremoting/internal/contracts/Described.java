package io.mqttremoting.internal.contracts;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel.Definition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A module for one document.
 *
 * @param contracts the complete contracts, sorted by name; types with the same name are the same
 * @param types these types, and those of the module that no interface uses, sorted by name
 */
public record Described(List<Contract> contracts, List<Definition> types) {
  /** The contracts of a module's interfaces, each by itself, sorted by name. */
  public static List<Contract> contracts(ModuleFile module) {
    return module.root().children("interfaces").stream()
        .map(each -> Resolution.contract(module, each))
        .sorted(Comparator.comparing(Contract::name))
        .toList();
  }

  /** The module for one document. */
  public static Described of(ModuleFile module) {
    List<Contract> own = contracts(module);
    List<Contract> joined = own.isEmpty() ? own : contracts(Joining.of(own));
    Map<String, Definition> types = new TreeMap<>();
    joined.forEach(each -> each.model().types().forEach(type -> types.put(type.name(), type)));
    Resolution.Declarations all = Resolution.declarations(module);
    for (Definition type : all.contracts().get(0).model().types()) {
      Optional.ofNullable(all.types().get(type.name()))
          .filter(id -> id.module().is(module) && !id.kind().equals("externs"))
          .ifPresent(id -> types.putIfAbsent(type.name(), type));
    }
    return new Described(joined, List.copyOf(types.values()));
  }
}
