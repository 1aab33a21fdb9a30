package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Table;
import io.mqttremoting.cli.terminal.Terminal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code get}: the values of properties. */
@Command(name = "get", description = "Print the value of a property, or of all properties.")
public final class GetCommand extends AddressCommand {
  @Option(
      names = "--fresh",
      description = "ask the service, instead of taking the value that the broker has")
  boolean fresh;

  /** A command that prints here. */
  public GetCommand(Terminal terminal) {
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
      Optional<String> property = target.address().member();
      if (property.isEmpty()) {
        all(target);
      } else if (fresh) {
        terminal.print(target.await(target.remote().fetch(property.get())));
      } else {
        terminal.print(value(target, property.get()));
      }
    }
    return ExitCode.DONE;
  }

  private static JsonNode value(Target target, String property) {
    Optional<JsonNode> value = target.value(property);
    if (value.isPresent()) {
      return value.get();
    }
    target.requireKnown();
    target
        .contract()
        .ifPresentOrElse(
            contract -> target.requireMember("property", property, properties(contract.model())),
            () ->
                target.requireMember("property", property, target.remote().properties().keySet()));
    throw new Failure(
        ExitCode.NOT_FOUND, target.address() + " has no value yet; --fresh asks the service");
  }

  private void all(Target target) {
    target.requireKnown();
    Map<String, JsonNode> values = fresh ? fetched(target) : target.remote().properties();
    if (json) {
      ObjectNode object = Json.object();
      values.forEach(object::set);
      terminal.print(object);
    } else if (values.isEmpty()) {
      terminal.tell(target.address().owner() + " has no values");
    } else {
      terminal.print(table(values));
    }
  }

  private static Map<String, JsonNode> fetched(Target target) {
    Collection<String> names =
        target
            .contract()
            .<Collection<String>>map(contract -> properties(contract.model()))
            .orElseGet(() -> target.remote().properties().keySet());
    Map<String, JsonNode> values = new LinkedHashMap<>();
    names.forEach(name -> values.put(name, target.await(target.remote().fetch(name))));
    return values;
  }

  /** Values by name, aligned. */
  static Table table(Map<String, JsonNode> values) {
    Table table = new Table();
    values.forEach((name, value) -> table.add(name, value.toString()));
    return table;
  }
}
