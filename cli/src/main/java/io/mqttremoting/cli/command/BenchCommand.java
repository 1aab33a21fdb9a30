package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.contract.Arguments;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Progress;
import io.mqttremoting.cli.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: how fast an operation is. */
@Command(name = "bench", description = "Measure calls per second and latency of an operation.")
public final class BenchCommand extends AddressCommand {
  private static final int MOST_AT_ONCE = 10_000;

  @Parameters(
      index = "1..*",
      paramLabel = "ARGUMENT",
      description = "as for call; each call has the same")
  List<String> arguments = new ArrayList<>();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "how long to measure (default: 5s)")
  Duration time = Duration.ofSeconds(5);

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "how long to call before (default: 2s)")
  Duration warmUp = Duration.ofSeconds(2);

  @Option(
      names = {"-c", "--at-once"},
      paramLabel = "N",
      description = "how many calls are open at a time (default: 1)")
  int atOnce = 1;

  /** A command that prints here. */
  public BenchCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public List<String> members(ContractModel contract) {
    return operations(contract);
  }

  @Override
  public ExitCode call() throws InterruptedException {
    if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
      throw new Failure(ExitCode.USAGE, "--at-once must be between 1 and " + MOST_AT_ONCE);
    }
    Broker broker = broker();
    try (Target target = open(broker)) {
      String operation = target.requireMember("operation");
      Optional<ContractModel> contract = target.contract().map(Contract::model);
      contract.ifPresent(model -> target.requireMember("operation", operation, operations(model)));
      List<JsonNode> values = Arguments.read(arguments, operation, contract);
      target.await(target.remote().callAsync(operation, values)); // fails at once if it does
      terminal.tell("calling " + target.address() + " for " + seconds(time.plus(warmUp)));
      run("warming up", new Load(target, operation, values, atOnce), warmUp);
      Load load = new Load(target, operation, values, atOnce);
      run("measuring", load, time);
      if (json) {
        terminal.print(load.json());
      } else {
        load.lines().forEach(terminal::print);
      }
      return load.failed() == 0 ? ExitCode.DONE : ExitCode.NO;
    }
  }

  private void run(String what, Load load, Duration howLong) throws InterruptedException {
    Progress progress =
        terminal.progress(
            () -> what + " for " + seconds(howLong) + ": " + load.ended() + " calls so far");
    try {
      load.run(howLong, terminal.stop());
    } finally {
      progress.close();
    }
  }

  private static String seconds(Duration howLong) {
    return howLong.toMillis() / 1000.0 + " s";
  }
}
