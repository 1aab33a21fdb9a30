package io.mqttremoting.cli;

import io.mqttremoting.cli.command.BenchCommand;
import io.mqttremoting.cli.command.CallCommand;
import io.mqttremoting.cli.command.CleanCommand;
import io.mqttremoting.cli.command.CompareCommand;
import io.mqttremoting.cli.command.CompletionCommand;
import io.mqttremoting.cli.command.DescribeCommand;
import io.mqttremoting.cli.command.DoctorCommand;
import io.mqttremoting.cli.command.ExportCommand;
import io.mqttremoting.cli.command.GetCommand;
import io.mqttremoting.cli.command.ImportCommand;
import io.mqttremoting.cli.command.InspectCommand;
import io.mqttremoting.cli.command.ListCommand;
import io.mqttremoting.cli.command.MockCommand;
import io.mqttremoting.cli.command.RecordCommand;
import io.mqttremoting.cli.command.ReplayCommand;
import io.mqttremoting.cli.command.SetCommand;
import io.mqttremoting.cli.command.WaitCommand;
import io.mqttremoting.cli.command.WatchCommand;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Nearest;
import io.mqttremoting.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: reads the command line, runs a command, and says what went wrong. */
public final class CommandLineProgram {
  private static final int WIDTH = 100;

  private final Terminal terminal;

  /** A program that prints here. */
  public CommandLineProgram(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Runs a command.
   *
   * @return the exit code of the process
   */
  public int run(String... words) {
    CommandLine line = commands();
    StringWriter usage = new StringWriter();
    line.setOut(new PrintWriter(usage));
    line.setErr(new PrintWriter(usage));
    int code = line.execute(words.length == 0 ? new String[] {"--help"} : words);
    terminal.printText(usage.toString());
    return code;
  }

  private CommandLine commands() {
    CommandLine line = new CommandLine(new Root());
    line.addSubcommand(new ListCommand(terminal))
        .addSubcommand(new DescribeCommand(terminal))
        .addSubcommand(new GetCommand(terminal))
        .addSubcommand(new SetCommand(terminal))
        .addSubcommand(new CallCommand(terminal))
        .addSubcommand(new WatchCommand(terminal))
        .addSubcommand(new WaitCommand(terminal))
        .addSubcommand(new ExportCommand(terminal))
        .addSubcommand(new ImportCommand(terminal))
        .addSubcommand(new CompareCommand(terminal))
        .addSubcommand(new InspectCommand(terminal))
        .addSubcommand(new MockCommand(terminal))
        .addSubcommand(new RecordCommand(terminal))
        .addSubcommand(new ReplayCommand(terminal))
        .addSubcommand(new BenchCommand(terminal))
        .addSubcommand(new DoctorCommand(terminal))
        .addSubcommand(new CleanCommand(terminal))
        .addSubcommand(new CompletionCommand(terminal))
        .addSubcommand(new CompleteCommand(terminal, this::commands));
    Errors errors = new Errors(terminal);
    line.getSubcommands()
        .values()
        .forEach(each -> each.getCommandSpec().usageMessage().abbreviateSynopsis(true));
    return line.setUsageHelpWidth(WIDTH)
        .setColorScheme(new ColorScheme.Builder(Ansi.OFF).build())
        .setExitCodeExceptionMapper(failure -> errors.code(failure).number())
        .setExecutionExceptionHandler((failure, command, result) -> errors.report(failure, result))
        .setParameterExceptionHandler((failure, given) -> usage(failure))
        .setExecutionStrategy(
            result -> {
              int code = new CommandLine.RunLast().execute(result);
              Object last = lastResult(result);
              return last instanceof ExitCode exit ? exit.number() : code;
            });
  }

  private static Object lastResult(CommandLine.ParseResult result) {
    CommandLine.ParseResult last = result;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    Object value = last.commandSpec().commandLine().getExecutionResult();
    return value == null ? ExitCode.DONE : value;
  }

  private int usage(ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    terminal.tell(sentence(failure));
    if (isOfRoot(failure)) {
      terminal.tell("see " + command + " --help");
      return ExitCode.USAGE.number();
    }
    StringWriter similar = new StringWriter();
    if (!UnmatchedArgumentException.printSuggestions(failure, new PrintWriter(similar, true))) {
      terminal.tell("see " + command + " --help");
    } else {
      similar.toString().lines().forEach(terminal::tell);
    }
    return ExitCode.USAGE.number();
  }

  private static boolean isOfRoot(ParameterException failure) {
    return failure.getCommandLine().getParent() == null;
  }

  private static String sentence(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(failure.getMessage());
    }
    String first = unmatched.getUnmatched().get(0);
    if (isOfRoot(failure)) {
      return first.startsWith("-")
          ? "options stand after the command: mqtt-remoting COMMAND " + first
          : "there is no command '" + first + "'" + Nearest.hint(first, shown(failure));
    }
    return first.startsWith("-")
        ? String.valueOf(failure.getMessage())
        : "'" + first + "' is more than this command takes";
  }

  private static List<String> shown(ParameterException failure) {
    return failure.getCommandLine().getSubcommands().entrySet().stream()
        .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .toList();
  }
}
