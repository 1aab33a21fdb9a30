package io.mqttremoting.internal.contracts;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel.Difference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what differs between two versions of a module. */
public final class ModuleComparison {
  private ModuleComparison() {}

  /** The differences that a client of {@code before} notices of {@code after}, breaking first. */
  public static List<Difference> of(List<Contract> before, List<Contract> after) {
    List<Difference> found = new ArrayList<>();
    for (Contract contract : before) {
      Optional<Contract> other = find(after, contract.name());
      if (other.isEmpty()) {
        found.add(new Difference(true, "interface '" + contract.name() + "' is missing"));
        continue;
      }
      if (!contract.module().equals(other.get().module())) {
        found.add(
            new Difference(
                true,
                contract.name()
                    + ": the module is '"
                    + other.get().module()
                    + "' instead of '"
                    + contract.module()
                    + "', so all topics differ"));
      }
      for (Difference each : Contract.compare(contract, other.get())) {
        found.add(new Difference(each.breaking(), contract.name() + ": " + each.text()));
      }
    }
    after.stream()
        .filter(contract -> find(before, contract.name()).isEmpty())
        .map(contract -> new Difference(false, "interface '" + contract.name() + "' is new"))
        .forEach(found::add);
    found.sort(Comparator.comparing(difference -> !difference.breaking()));
    return List.copyOf(found);
  }

  private static Optional<Contract> find(List<Contract> contracts, String name) {
    return contracts.stream().filter(contract -> contract.name().equals(name)).findFirst();
  }
}
