package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Terminal;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code set}: changes a property. */
@Command(name = "set", description = "Ask a service to change a property.")
public final class SetCommand extends AddressCommand {
  @Parameters(
      index = "1",
      paramLabel = "VALUE",
      description = "as JSON; also a bare text or the name of a constant; - for standard input")
  String value = "";

  @Option(
      names = "--confirm",
      description = "wait for the answer, and print the value that the property has then")
  boolean confirm;

  /** A command that prints here. */
  public SetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public List<String> members(ContractModel contract) {
    return properties(contract);
  }

  @Override
  public ExitCode call() {
    Broker broker = broker();
    try (Target target = open(broker)) {
      String property = target.requireMember("property");
      JsonNode wanted = read(target, property);
      if (confirm) {
        terminal.print(target.await(target.remote().setConfirmed(property, wanted)));
      } else {
        target.requireKnown();
        target.remote().set(property, wanted);
      }
    }
    return ExitCode.DONE;
  }

  private JsonNode read(Target target, String name) {
    String text = value.equals("-") ? terminal.input().strip() : value;
    Optional<Contract> contract = target.contract();
    if (contract.isPresent()) {
      ContractModel model = contract.get().model();
      target.requireMember("property", name, properties(model));
      if (model.properties().stream()
          .anyMatch(each -> each.name().equals(name) && each.readOnly())) {
        throw new Failure(ExitCode.FAILED_PRECONDITION, target.address() + " is read-only");
      }
    }
    return readValue(target, contract, name, text);
  }
}
