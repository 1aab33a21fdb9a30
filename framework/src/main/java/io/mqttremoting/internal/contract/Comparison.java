package io.mqttremoting.internal.contract;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Difference;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.internal.json.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds what differs in the contract of a service from that of a client. What the client does not
 * use breaks nothing.
 */
public final class Comparison {
  private final ContractModel mine;
  private final ContractModel theirs;
  private final List<Difference> found = new ArrayList<>();
  private final TypeComparison types;

  private Comparison(ContractModel mine, ContractModel theirs) {
    this.mine = mine;
    this.theirs = theirs;
    this.types = new TypeComparison(mine, theirs, found);
  }

  /**
   * The differences, breaking ones first.
   *
   * @param mine the contract of the client
   * @param theirs the contract of the service
   */
  public static List<Difference> of(ContractModel mine, ContractModel theirs) {
    Comparison comparison = new Comparison(mine, theirs);
    comparison.compare();
    List<Difference> sorted =
        new ArrayList<>(comparison.found.stream().map(Comparison::printable).distinct().toList());
    sorted.sort((one, other) -> Boolean.compare(other.breaking(), one.breaking()));
    return List.copyOf(sorted);
  }

  /** With names of the service, which go into logs and errors. */
  private static Difference printable(Difference found) {
    return new Difference(found.breaking(), Printable.of(found.text(), ContractParser.MAX_SHOWN));
  }

  private void compare() {
    for (ContractModel.Property property : mine.properties()) {
      find("property", property.name(), theirs.properties(), ContractModel.Property::name)
          .ifPresent(other -> compare(property, other));
    }
    for (ContractModel.Operation operation : mine.operations()) {
      find("operation", operation.name(), theirs.operations(), ContractModel.Operation::name)
          .ifPresent(other -> compare(operation, other));
    }
    for (ContractModel.Signal signal : mine.signals()) {
      find("signal", signal.name(), theirs.signals(), ContractModel.Signal::name)
          .ifPresent(
              other ->
                  compareParameters(
                      "signal '" + signal.name() + "'",
                      signal.parameters(),
                      other.parameters(),
                      Way.RECEIVED));
    }
    addNew("property", mine.properties(), theirs.properties(), ContractModel.Property::name);
    addNew("operation", mine.operations(), theirs.operations(), ContractModel.Operation::name);
    addNew("signal", mine.signals(), theirs.signals(), ContractModel.Signal::name);
  }

  private <M> Optional<M> find(
      String kind, String name, List<M> members, Function<M, String> nameOf) {
    Optional<M> member =
        members.stream().filter(each -> nameOf.apply(each).equals(name)).findFirst();
    if (member.isEmpty()) {
      found.add(new Difference(true, kind + " '" + name + "' is missing"));
    }
    return member;
  }

  private <M> void addNew(String kind, List<M> ours, List<M> others, Function<M, String> nameOf) {
    List<String> known = ours.stream().map(nameOf).toList();
    others.stream()
        .map(nameOf)
        .filter(name -> !known.contains(name))
        .forEach(name -> found.add(new Difference(false, kind + " '" + name + "' is new")));
  }

  private void compare(ContractModel.Property property, ContractModel.Property other) {
    String where = "property '" + property.name() + "'";
    if (property.readOnly() != other.readOnly()) {
      found.add(
          new Difference(
              other.readOnly(), where + (other.readOnly() ? " is read-only" : " can be changed")));
    }
    types.compare(where, property.type(), other.type(), Way.RECEIVED);
    if (!property.readOnly()) {
      types.compare(where, property.type(), other.type(), Way.SENT);
      compareErrors(where, property.errors(), other.errors());
    }
  }

  private void compare(ContractModel.Operation operation, ContractModel.Operation other) {
    String where = "operation '" + operation.name() + "'";
    compareParameters(where, operation.parameters(), other.parameters(), Way.SENT);
    if (operation.result().isPresent() && other.result().isPresent()) {
      types.compare(
          "the result of " + where, operation.result().get(), other.result().get(), Way.RECEIVED);
    } else if (operation.result().isPresent()) {
      found.add(new Difference(true, where + " has no result"));
    } else if (other.result().isPresent()) {
      found.add(new Difference(false, where + " has a result"));
    }
    compareErrors(where, operation.errors(), other.errors());
  }

  private void compareErrors(String where, List<String> errors, List<String> others) {
    others.stream()
        .filter(error -> !errors.contains(error))
        .forEach(error -> found.add(new Difference(false, where + " has the new error " + error)));
    errors.stream()
        .filter(error -> !others.contains(error))
        .forEach(
            error -> found.add(new Difference(false, where + " no longer fails with " + error)));
  }

  /** Arguments are known by their places, and there must be as many as the receiver expects. */
  private void compareParameters(
      String where, List<Field> parameters, List<Field> others, Way way) {
    int common = Math.min(parameters.size(), others.size());
    for (int i = 0; i < common; i++) {
      String name = "parameter '" + parameters.get(i).name() + "' of " + where;
      types.compare(name, parameters.get(i).type(), others.get(i).type(), way);
    }
    others.stream()
        .skip(common)
        .forEach(
            field ->
                found.add(
                    new Difference(
                        true, where + " needs the new parameter '" + field.name() + "'")));
    parameters.stream()
        .skip(common)
        .forEach(
            field ->
                found.add(
                    new Difference(true, where + " has no parameter '" + field.name() + "'")));
  }
}
