package io.mqttremoting.cli.command;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.cli.broker.Broker;
import java.util.List;
import java.util.stream.Stream;

/** A command whose first parameter is the address of an interface or a member. */
public interface Addressed {
  /** The address as it was written; empty if it was not. */
  String address();

  /** The broker of the options, the environment and the profile. */
  Broker broker();

  /** The members that may stand in the address. */
  default List<String> members(ContractModel contract) {
    return Stream.of(
            AddressCommand.properties(contract),
            AddressCommand.operations(contract),
            AddressCommand.signals(contract))
        .flatMap(List::stream)
        .toList();
  }
}
