package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.contract.Values;
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

  /**
   * The value of a property as the user has written it: JSON, and if a contract says that it is a
   * text or an enum, also a bare text or the name of a constant.
   */
  final JsonNode readValue(
      Target target, Optional<Contract> contract, String property, String text) {
    Optional<ContractModel> model = contract.map(Contract::model);
    Optional<ContractModel.Type> type =
        model.stream()
            .flatMap(known -> known.properties().stream())
            .filter(each -> each.name().equals(property))
            .map(ContractModel.Property::type)
            .findFirst();
    return read(
        target,
        contract,
        () ->
            type.isPresent()
                ? Values.read("the value", text, type.get(), model.orElseThrow())
                : Values.read("the value", text));
  }

  /** Connects to what the address says. */
  final Target open(Broker broker) {
    ServiceAddress parsed = broker.address(address);
    return Target.open(broker, parsed);
  }
}
