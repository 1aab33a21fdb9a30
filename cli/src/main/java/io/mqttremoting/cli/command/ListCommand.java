package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.cli.terminal.Text;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code list}: which services are there. */
@Command(name = "list", description = "List the services at the broker, as a tree.")
public final class ListCommand extends BrokerCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "only services whose address has this text in it")
  Optional<String> filter = Optional.empty();

  @Option(names = "--online", description = "only services that are online")
  boolean online;

  @Option(
      names = "--no-values",
      description = "do not look for services that have only values, as in other languages")
  boolean noValues;

  /** A command that prints here. */
  public ListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() {
    Broker broker = broker();
    List<ServiceInfo> services;
    try (RemotingConnection connection = broker.connect()) {
      services =
          broker.services(connection, !noValues).stream()
              .filter(service -> !online || service.state() == ServiceInfo.State.ONLINE)
              .filter(service -> Text.has(ServiceTree.address(service), filter.orElse("")))
              .toList();
    }
    if (json) {
      services.forEach(service -> terminal.print(json(service)));
    } else if (services.isEmpty()) {
      terminal.tell(
          "no services"
              + filter.map(text -> " with '" + text + "' in their addresses").orElse("")
              + " at "
              + broker);
    } else {
      terminal.print(
          ServiceTree.of(services, broker.toString(), terminal.surroundings().clock().instant()));
    }
    return ExitCode.DONE;
  }

  /** A service as JSON. */
  static JsonNode json(ServiceInfo service) {
    ObjectNode object = Json.object();
    object.put("address", ServiceTree.address(service));
    object.put("state", service.state().name());
    service.namespace().ifPresent(text -> object.put("namespace", text));
    service.instance().ifPresent(text -> object.put("instance", text));
    object.put("module", service.module());
    object.put("interface", service.name());
    service.clientId().ifPresent(text -> object.put("clientId", text));
    service.version().ifPresent(text -> object.put("version", text));
    service.contract().ifPresent(text -> object.put("contract", text));
    object.set("mappings", Json.of(service.mappings()));
    service.group().ifPresent(text -> object.put("group", text));
    service.since().ifPresent(time -> object.put("since", time.toString()));
    return object;
  }
}
