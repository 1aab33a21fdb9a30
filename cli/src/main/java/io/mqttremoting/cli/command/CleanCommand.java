package io.mqttremoting.cli.command;

import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.Leftovers;
import io.mqttremoting.cli.broker.Leftovers.Leftover;
import io.mqttremoting.cli.broker.RawConnection;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Progress;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Table;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.internal.wire.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clean}: removes what services that are gone have left. */
@Command(
    name = "clean",
    description = {
      "Remove the statuses of services that are gone.",
      "Shows them, asks, reads them again, and removes those that are the same; also those of",
      "connections."
    })
public final class CleanCommand extends BrokerCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "only those of services whose address has this text in it")
  Optional<String> filter = Optional.empty();

  @Option(
      names = "--values",
      description =
          "also values of interfaces of which no service is online; programs in C++ and"
              + " Python that are subscribed may end when a value is removed")
  boolean values;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  boolean yes;

  @Option(names = "--dry-run", description = "only show what would be removed")
  boolean dryRun;

  /** A command that prints here. */
  public CleanCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() {
    Broker broker = broker();
    try (RawConnection connection = broker.raw()) {
      List<Leftover> found = find(broker, connection);
      if (found.isEmpty()) {
        terminal.tell("nothing to remove at " + broker);
        return ExitCode.DONE;
      }
      show(found);
      if (dryRun) {
        return ExitCode.DONE;
      }
      return mayRemove(found.size()) ? remove(broker, connection, found) : ExitCode.NO;
    }
  }

  private List<Leftover> find(Broker broker, RawConnection connection) {
    return Leftovers.read(connection, broker.namespace(), values).find(filter.orElse(""));
  }

  private void show(List<Leftover> found) {
    Table table = new Table();
    for (Leftover each : found) {
      if (json) {
        terminal.print(
            Json.object().put("topic", each.message().topic()).put("reason", each.why()));
      } else {
        table.add(each.message().topic(), Style.DIM.of(each.why()));
      }
    }
    terminal.print(table);
    if (!values && found.stream().anyMatch(each -> !each.address().isEmpty())) {
      terminal.tell("the values of these services stay; --values removes them with the statuses");
    }
    if (values) {
      terminal.tell(
          "warning: programs in C++ and Python that are subscribed to a value may end when it is"
              + " removed");
    }
  }

  private boolean mayRemove(int count) {
    if (yes) {
      return true;
    }
    return terminal
        .ask("Remove " + (count == 1 ? "this message?" : "these " + count + " messages?"))
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.NO, "nothing was removed: there is no terminal to ask; use --yes"));
  }

  private ExitCode remove(Broker broker, RawConnection connection, List<Leftover> shown) {
    Set<String> still = ConcurrentHashMap.newKeySet();
    Progress progress =
        terminal.progress(() -> "removed " + still.size() + " of " + shown.size() + " messages");
    try {
      return remove(broker, connection, shown, still);
    } finally {
      progress.close();
    }
  }

  private ExitCode remove(
      Broker broker, RawConnection connection, List<Leftover> shown, Set<String> still) {
    for (Leftover each : find(broker, connection)) {
      if (shown.stream().anyMatch(one -> same(one.message(), each.message()))) {
        still.add(each.message().topic());
        connection.publish(new Message(each.message().topic(), new byte[0], 0, true));
      }
    }
    connection.fence();
    Map<String, Message> left =
        still.isEmpty() ? Map.of() : connection.retained(List.copyOf(still));
    for (Leftover each : shown) {
      String topic = each.message().topic();
      if (!still.contains(topic)) {
        terminal.tell(topic + " has changed meanwhile, and was not removed");
      } else if (left.containsKey(topic)) {
        terminal.tell(
            topic + " is still there: somebody has published it again, or may not remove it");
      }
    }
    int removed = still.size() - left.size();
    terminal.tell("removed " + removed + " of " + shown.size());
    return removed == shown.size() ? ExitCode.DONE : ExitCode.NO;
  }

  private static boolean same(Message one, Message other) {
    return one.topic().equals(other.topic()) && Arrays.equals(one.payload(), other.payload());
  }
}
