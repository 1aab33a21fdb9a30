package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.Contract;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.contract.ContractText;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Terminal;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code describe}: what an interface has. */
@Command(name = "describe", description = "Show the members and types of an interface.")
public final class DescribeCommand extends AddressCommand {
  /** A command that prints here. */
  public DescribeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() {
    Broker broker = broker();
    try (Target target = open(broker)) {
      target.requireKnown();
      Optional<Contract> contract = target.contract();
      if (contract.isPresent()) {
        show(target, contract.get());
      } else {
        showValues(target);
      }
    }
    return ExitCode.DONE;
  }

  private void show(Target target, Contract contract) {
    Optional<String> member = target.address().member();
    if (member.isPresent()) {
      target.requireMember("member", member.get(), members(contract.model()));
    }
    if (json) {
      terminal.print(Json.parse(contract.toJson()));
    } else if (member.isPresent()) {
      ContractText.member(contract.model(), member.get()).forEach(terminal::print);
    } else {
      ContractText.of(target.address().owner(), contract).forEach(terminal::print);
    }
  }

  /** A service without a contract, or that is gone: all that is known are its values. */
  private void showValues(Target target) {
    terminal.tell(
        target.remote().isAvailable()
            ? target.address().owner() + " tells no contract; it has these values"
            : target.address().owner()
                + " is not online, or says nothing of itself; it has these values");
    if (json) {
      ObjectNode values = Json.object();
      target.remote().properties().forEach(values::set);
      terminal.print(values);
      return;
    }
    terminal.print(Style.BOLD.of(target.address().owner()));
    terminal.print(GetCommand.table(target.remote().properties()));
  }
}
