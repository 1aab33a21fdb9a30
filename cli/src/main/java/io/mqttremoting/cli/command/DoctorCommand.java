package io.mqttremoting.cli.command;

import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.Check;
import io.mqttremoting.cli.broker.Checks;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Progress;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Terminal;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code doctor}: whether a broker has what the library needs. */
@Command(
    name = "doctor",
    description = {
      "Check whether the broker has what the library needs.",
      "Uses topics below mqtt-remoting-doctor/ and mqtt.remoting.doctor/, and leaves nothing there."
    })
public final class DoctorCommand extends BrokerCommand {
  private static final int NAME_WIDTH = 28;

  /** A command that prints here. */
  public DoctorCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() {
    Broker broker = broker();
    Set<Check.Outcome> outcomes = EnumSet.noneOf(Check.Outcome.class);
    Progress progress = terminal.progress(() -> "checking " + broker);
    try {
      new Checks(
              broker,
              check -> {
                outcomes.add(check.outcome());
                show(check);
              })
          .run();
    } finally {
      progress.close();
    }
    if (!json) {
      terminal.tell(
          outcomes.contains(Check.Outcome.FAILS)
              ? "the library does not work with " + broker
              : outcomes.contains(Check.Outcome.LACKS)
                  ? "the library works with " + broker + ", except for what it lacks"
                  : "the library works with " + broker);
    }
    return outcomes.contains(Check.Outcome.FAILS) ? ExitCode.NO : ExitCode.DONE;
  }

  private void show(Check check) {
    if (json) {
      terminal.print(
          Json.object()
              .put("check", check.name())
              .put("outcome", check.outcome().name())
              .put("detail", check.detail()));
      return;
    }
    String mark =
        switch (check.outcome()) {
          case OK -> Style.GREEN.of("ok   ");
          case LACKS -> Style.YELLOW.of("lacks");
          case FAILS -> Style.RED.of("FAILS");
        };
    String name = check.name() + " ".repeat(NAME_WIDTH - check.name().length());
    terminal.print(mark + "  " + name + check.detail());
  }
}
