package io.mqttremoting.cli.command;

import io.mqttremoting.Contract;
import io.mqttremoting.ContractService;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.contract.Examples;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Files;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.contracts.ContractModule;
import io.mqttremoting.internal.model.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mock}: serves a contract. */
@Command(
    name = "mock",
    customSynopsis = "mqtt-remoting mock [OPTIONS] (FILE | --like=ADDRESS)",
    description = {
      "Serve a contract, for frontends and tests.",
      "Values are kept; operations answer from examples, or with a plain value of their type. Prints",
      "what it is asked. Ends with Ctrl-C."
    })
public final class MockCommand extends BrokerCommand {
  @ArgGroup(multiplicity = "1")
  Source source = new Source();

  /** Where the contract comes from. */
  static final class Source {
    @Parameters(
        paramLabel = "FILE",
        description = "an ApiGear module, YAML or JSON, as export or describe --json writes it")
    Optional<Path> file = Optional.empty();

    @Option(
        names = "--like",
        paramLabel = "ADDRESS",
        description = "take the contract from this service")
    Optional<String> like = Optional.empty();
  }

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "which one, if the file has several")
  Optional<String> of = Optional.empty();

  @Option(names = "--examples", paramLabel = "FILE", description = "values and answers, as JSON")
  Optional<Path> examples = Optional.empty();

  @Option(names = "--instance", paramLabel = "NAME", description = "serve it as this instance")
  Optional<String> instance = Optional.empty();

  @Option(names = "--name", paramLabel = "NAME", description = "serve it under this name")
  Optional<String> name = Optional.empty();

  @Mixin Ending ending = new Ending();

  /** A command that prints here. */
  public MockCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() throws InterruptedException {
    Broker broker = broker();
    Contract contract = contract(broker);
    Examples known =
        examples
            .map(file -> Examples.parse(Files.read(file), file.toString(), contract.model()))
            .orElseGet(Examples::none);
    ServiceOptions options = ServiceOptions.defaults().withConcurrency(8);
    if (instance.isPresent()) {
      options = options.withInstance(instance.get());
    }
    if (name.isPresent()) {
      options = options.withName(name.get());
    }
    try (RemotingConnection connection = broker.connect();
        Mock mock = new Mock(contract.model(), known, terminal, json)) {
      ContractService service = connection.serve(contract, mock, options);
      mock.start(service);
      tellState(connection);
      terminal.tell(
          "serving "
              + address(contract, broker)
              + " as "
              + connection.clientId()
              + " at "
              + broker
              + "; Ctrl-C ends it");
      terminal.stop().await(ending.time);
    }
    return ExitCode.DONE;
  }

  private String address(Contract contract, Broker broker) {
    return ServiceAddress.written(
        new Address(
            broker.namespace(),
            instance.orElse(""),
            contract.module(),
            name.orElse(contract.name())),
        Optional.empty());
  }

  private Contract contract(Broker broker) {
    if (source.like.isPresent()) {
      return Sources.service(broker, source.like.get());
    }
    Path file = source.file.orElseThrow();
    ContractModule module = Sources.file(file);
    if (of.isPresent()) {
      try {
        return module.contract(of.get());
      } catch (IllegalArgumentException e) {
        throw new Failure(ExitCode.NOT_FOUND, String.valueOf(e.getMessage()), e);
      }
    }
    List<Contract> contracts = module.contracts();
    if (contracts.size() != 1) {
      throw new Failure(
          ExitCode.USAGE,
          file
              + " has "
              + contracts.size()
              + " interfaces; say which with --interface: "
              + contracts.stream().map(Contract::name).collect(Collectors.joining(", ")));
    }
    return contracts.get(0);
  }
}
