package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.Contract;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Progress;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.cli.terminal.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wait}: until a service is there, or a property has a value. */
@Command(name = "wait", description = "Wait until a service is online, or a property has a value.")
public final class WaitCommand extends AddressCommand {
  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VALUE",
      description =
          "the value to wait for, as JSON; also a bare text or the name of a constant"
              + " (default: any)")
  Optional<String> value = Optional.empty();

  @Option(names = "--gone", description = "wait until the service is offline")
  boolean gone;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "how long to wait at most (default: 60s)")
  Duration time = Duration.ofSeconds(60);

  /** A command that prints here. */
  public WaitCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public List<String> members(ContractModel contract) {
    return properties(contract);
  }

  @Override
  public ExitCode call() throws InterruptedException {
    Broker broker = broker();
    try (Target target = open(broker)) {
      Optional<String> property = target.address().member();
      if (property.isPresent()) {
        Optional<JsonNode> wanted = wanted(target, property.get());
        terminal.print(await(awaitValue(target.remote(), property.get(), wanted), target));
      } else if (value.isPresent()) {
        throw new Failure(ExitCode.USAGE, "'" + address + "' names no property to have a value");
      } else {
        await(awaitPresence(target.remote()), target);
      }
    }
    return ExitCode.DONE;
  }

  /** The value as the contract of the service has it, if the service is there already. */
  private Optional<JsonNode> wanted(Target target, String property) {
    Optional<Contract> contract = contract(target);
    contract.ifPresent(
        known -> target.requireMember("property", property, properties(known.model())));
    return value.map(text -> readValue(target, contract, property, text));
  }

  private static Optional<Contract> contract(Target target) {
    try {
      return target.contract();
    } catch (RemotingException e) {
      return Optional.empty(); // it has just gone: it is waited for
    }
  }

  private static CompletableFuture<JsonNode> awaitValue(
      RemoteObject remote, String property, Optional<JsonNode> wanted) {
    CompletableFuture<JsonNode> found = new CompletableFuture<>();
    remote.onChanged(
        property,
        now -> {
          if (wanted.isEmpty() || Json.same(wanted.get(), now)) {
            found.complete(now);
          }
        });
    remote
        .get(property)
        .filter(now -> wanted.isEmpty() || Json.same(wanted.get(), now))
        .ifPresent(found::complete);
    return found;
  }

  private CompletableFuture<JsonNode> awaitPresence(RemoteObject remote) {
    CompletableFuture<JsonNode> found = new CompletableFuture<>();
    remote.onAvailabilityChanged(
        available -> {
          if (available != gone) {
            found.complete(Json.object());
          }
        });
    if (remote.isAvailable() != gone) {
      found.complete(Json.object());
    }
    return found;
  }

  private JsonNode await(CompletableFuture<JsonNode> found, Target target)
      throws InterruptedException {
    Progress progress =
        terminal.progress(
            () -> "waiting for " + target.address() + ", at most " + Text.roughly(time));
    try {
      return found.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (!gone && !target.remote().isAvailable() && target.remote().properties().isEmpty()) {
        target.unknownHint().ifPresent(terminal::tell);
      }
      String what =
          target.address().member().isEmpty()
              ? presence(target)
              : target
                  .value(target.address().member().get())
                  .map(now -> " is " + now)
                  .orElse(" has no value");
      throw new RemotingException(
          ErrorCode.DEADLINE_EXCEEDED,
          "after " + Text.roughly(time) + ", " + target.address() + what,
          e);
    } catch (ExecutionException e) {
      throw new Failure(ExitCode.FAULT, String.valueOf(e.getCause()), e);
    } finally {
      progress.close();
    }
  }

  private String presence(Target target) {
    if (gone) {
      return " is still online";
    }
    return target.hasOnlyValues()
        ? " says nothing of itself; it has values, which you can wait for"
        : " is not online";
  }
}
