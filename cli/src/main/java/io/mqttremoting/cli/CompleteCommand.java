package io.mqttremoting.cli;

import io.mqttremoting.Contract;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.command.Addressed;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code complete}: what may stand in place of the last word; shells ask this. */
@Command(name = "complete", hidden = true, description = "Print what may complete the last word.")
final class CompleteCommand implements Callable<ExitCode> {
  private static final int MOST = 1000;
  private static final String PATIENCE = "2s"; // somebody waits for the next letter

  @Parameters(paramLabel = "WORD")
  List<String> words = new ArrayList<>();

  private final Terminal terminal;
  private final Supplier<CommandLine> commands;

  CompleteCommand(Terminal terminal, Supplier<CommandLine> commands) {
    this.terminal = terminal;
    this.commands = commands;
  }

  @Override
  public ExitCode call() {
    String last = words.isEmpty() ? "" : words.get(words.size() - 1);
    CommandLine line = commands.get();
    TreeSet<String> found = new TreeSet<>();
    List<CharSequence> ends = new ArrayList<>();
    AutoComplete.complete(
        line.getCommandSpec(),
        words.toArray(String[]::new),
        Math.max(0, words.size() - 1),
        last.length(),
        last.length(),
        ends);
    ends.forEach(end -> found.add(last + end));
    found.removeIf(word -> word.startsWith("-") && !last.startsWith("-"));
    if (words.size() > 1 && !last.startsWith("-")) {
      try {
        addresses(line, last).filter(name -> name.startsWith(last)).forEach(found::add);
      } catch (RemotingException | Failure e) {
        terminal.tell(String.valueOf(e.getMessage())); // the script drops this
      }
    }
    found.stream().limit(MOST).forEach(terminal::print);
    return ExitCode.DONE;
  }

  /** Addresses for a command whose first parameter is one, by its options so far. */
  private Stream<String> addresses(CommandLine line, String last) {
    List<String> given = new ArrayList<>(words.subList(0, words.size() - 1));
    if (given.stream().noneMatch(word -> word.matches("-t.*|--timeout.*"))) {
      given.addAll(List.of("--timeout", PATIENCE));
    }
    given.add(last);
    CommandLine command = line.getSubcommands().get(words.get(0));
    if (command == null || !(command.getCommand() instanceof Addressed asked)) {
      return Stream.empty();
    }
    try {
      line.parseArgs(given.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      return Stream.empty(); // the word belongs to an option
    }
    if (!asked.address().equals(last)) {
      return Stream.empty();
    }
    Broker broker = asked.broker();
    int dot = last.lastIndexOf('.');
    return dot > last.lastIndexOf('/') && last.indexOf('/') > 0
        ? members(broker, last.substring(0, dot + 1), asked)
        : known(broker);
  }

  private static Stream<String> known(Broker broker) {
    try (RemotingConnection connection = broker.connect()) {
      return broker.services(connection, true).stream()
          .map(service -> ServiceAddress.parse(service.id() + ".").owner());
    }
  }

  private static Stream<String> members(Broker broker, String start, Addressed asked) {
    try (Target target = Target.open(broker, broker.address(start))) {
      List<String> names =
          target
              .contract()
              .map(Contract::model)
              .map(asked::members)
              .orElseGet(() -> List.copyOf(target.remote().properties().keySet()));
      return names.stream().map(name -> start + name);
    }
  }
}
