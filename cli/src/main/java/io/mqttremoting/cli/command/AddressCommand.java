package io.mqttremoting.cli.command;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Terminal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Parameters;

/** A command that cannot do without an address. */
abstract class AddressCommand extends BrokerCommand implements Addressed {
  @Parameters(
      index = "0",
      paramLabel = "ADDRESS",
      description = "module/Interface or module/Interface@instance, with .member if one is meant")
  String address = "";

  AddressCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public final String address() {
    return address;
  }

  static List<String> properties(ContractModel contract) {
    return contract.properties().stream().map(ContractModel.Property::name).toList();
  }

  static List<String> operations(ContractModel contract) {
    return contract.operations().stream().map(ContractModel.Operation::name).toList();
  }

  static List<String> signals(ContractModel contract) {
    return contract.signals().stream().map(ContractModel.Signal::name).toList();
  }

  /** Reads what the user has written; if that fails without a contract, says why there is none. */
  final <T> T read(Target target, Optional<Contract> contract, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (Failure e) {
      if (contract.isEmpty()) {
        terminal.tell(target.whyNoContract());
      }
      throw e;
    }
  }

  /** Connects to what the address says. */
  final Target open(Broker broker) {
    ServiceAddress parsed = broker.address(address);
    return Target.open(broker, parsed);
  }
}
