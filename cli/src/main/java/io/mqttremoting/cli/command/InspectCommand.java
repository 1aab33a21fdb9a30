package io.mqttremoting.cli.command;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.inspector.Inspector;
import io.mqttremoting.inspector.InspectorOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inspect}: a page in the browser. */
@Command(
    name = "inspect",
    description = {
      "Serve a page that shows services, values and signals as they come, and calls operations.",
      "Prints the address to open, which has a token. Without --namespace it shows all namespaces.",
      "Ends with Ctrl-C."
    })
public final class InspectCommand extends BrokerCommand {
  /** After this, a request that is not whole is ended: otherwise 64 of them keep all others out. */
  private static final String MAX_REQUEST_SECONDS = "10";

  @Option(
      names = "--allow-writes",
      description = "the page may set properties and call operations (default: read-only)")
  boolean writes;

  @Option(names = "--port", paramLabel = "PORT", description = "listen there (default: a free one)")
  int port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "listen there; plain HTTP, for networks of your own (default: 127.0.0.1)")
  Optional<InetAddress> address = Optional.empty();

  @Option(
      names = "--host",
      paramLabel = "NAME:PORT",
      description = "a name by which browsers reach it, too, such as that of a proxy")
  List<String> hosts = List.of();

  @Mixin Ending ending = new Ending();

  /** A command that prints here. */
  public InspectCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() throws InterruptedException {
    Broker broker = broker();
    InspectorOptions options = options(broker);
    System.setProperty("sun.net.httpserver.maxReqTime", MAX_REQUEST_SECONDS);
    try (RemotingConnection connection = broker.connect();
        Inspector inspector = Inspector.start(connection, options)) {
      String uri = inspector.uri().toString();
      if (json) {
        terminal.print(Json.object().put("uri", uri));
      } else {
        terminal.print(uri);
      }
      terminal.tell("inspecting " + broker + "; open this address, Ctrl-C ends it");
      tellState(connection);
      terminal.stop().await(ending.time);
    } catch (IOException e) {
      throw new Failure(ExitCode.USAGE, "cannot listen there: " + e.getMessage(), e);
    }
    return ExitCode.DONE;
  }

  private InspectorOptions options(Broker broker) {
    InspectorOptions options;
    try {
      options = InspectorOptions.defaults().withPort(port);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
    if (writes) {
      options = options.withWrites();
    }
    if (address.isPresent()) {
      options = options.withAddress(address.get());
    }
    for (String host : hosts) {
      options = options.withHost(host);
    }
    return broker.namespace().isEmpty()
        ? options.withAllNamespaces(
            namespace -> broker.builder(namespace, Optional.empty()).connect())
        : options;
  }
}
