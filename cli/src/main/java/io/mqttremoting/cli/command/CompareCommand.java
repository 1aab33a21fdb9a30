package io.mqttremoting.cli.command;

import io.mqttremoting.api.ContractModel.Difference;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.contracts.ContractModule;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code compare}: what has changed between two contracts. */
@Command(
    name = "compare",
    description = {
      "List what differs between two contracts.",
      "That is what a client that was written for OLD notices of NEW. The exit code is 1 if there are",
      "breaking changes."
    })
public final class CompareCommand extends BrokerCommand {
  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "a file of an ApiGear module, or the address of a service")
  String before = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "the same")
  String after = "";

  /** A command that prints here. */
  public CompareCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() {
    ContractModule old = Sources.of(before, this::broker);
    ContractModule now = Sources.of(after, this::broker);
    List<Difference> differences =
        ContractModule.compare(reduced(old, before, now, after), reduced(now, after, old, before));
    for (Difference each : differences) {
      if (json) {
        terminal.print(Json.object().put("breaking", each.breaking()).put("text", each.text()));
      } else {
        terminal.print(
            (each.breaking() ? Style.RED.of("breaking:   ") : Style.GREEN.of("compatible: "))
                + each.text());
      }
    }
    if (differences.isEmpty()) {
      terminal.tell("nothing differs on the wire");
    }
    return differences.stream().anyMatch(Difference::breaking) ? ExitCode.NO : ExitCode.DONE;
  }

  /** Of a file, only the interface that is compared with a service. */
  private static ContractModule reduced(
      ContractModule module, String source, ContractModule other, String otherSource) {
    if (!Sources.isFile(source) || Sources.isFile(otherSource)) {
      return module;
    }
    try {
      return ContractModule.of(List.of(module.contract(other.contracts().get(0).name())));
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.NOT_FOUND, String.valueOf(e.getMessage()), e);
    }
  }
}
