package io.mqttremoting.cli.command;

import io.mqttremoting.Discovery;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code watch}: values and signals as they come. */
@Command(
    name = "watch",
    description = {
      "Print values and signals as they come.",
      "Without an address: services as they come and go. Ends with Ctrl-C."
    })
public final class WatchCommand extends BrokerCommand implements Addressed {
  @Parameters(
      arity = "0..1",
      paramLabel = "ADDRESS",
      description = "module/Interface, or module/Interface.member for one property or signal")
  Optional<String> address = Optional.empty();

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = Counts.class,
      description = "end after this many lines")
  long count = Long.MAX_VALUE;

  @Mixin Ending ending = new Ending();

  /** A command that prints here. */
  public WatchCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public String address() {
    return address.orElse("");
  }

  @Override
  public ExitCode call() throws InterruptedException {
    Broker broker = broker();
    if (address.isEmpty()) {
      watchServices(broker);
    } else {
      watch(broker, broker.address(address.get()));
    }
    return ExitCode.DONE;
  }

  private void watch(Broker broker, ServiceAddress what) throws InterruptedException {
    try (Target target = Target.open(broker, what)) {
      if (!target.remote().isAvailable() && target.remote().properties().isEmpty()) {
        target
            .unknownHint()
            .ifPresent(
                hint -> terminal.tell(hint + (hint.endsWith("?") ? "" : ";") + " waiting for it"));
      }
      if (what.member().isPresent()) {
        String member = what.member().get();
        target.contract().ifPresent(known -> requireMember(target, member, known.model()));
      }
      tellState(target.connection());
      EventLog log = new EventLog(terminal, what.owner(), json, count);
      log.watch(target.remote(), what.member());
      log.await(ending.time);
    }
  }

  private static void requireMember(Target target, String member, ContractModel contract) {
    List<String> names = new ArrayList<>(AddressCommand.properties(contract));
    names.addAll(AddressCommand.signals(contract));
    target.requireMember("property or signal", member, names);
  }

  private void watchServices(Broker broker) throws InterruptedException {
    try (RemotingConnection connection = broker.connect();
        Discovery discovery = connection.watchServices(broker.discovery(true))) {
      tellState(connection);
      EventLog log = new EventLog(terminal, "", json, count);
      discovery.onChanged(service -> log.service(service, presence(service)));
      log.await(ending.time);
    }
  }

  private String presence(ServiceInfo service) {
    return ServiceTree.presence(service, terminal.surroundings().clock().instant());
  }
}
