package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mqttremoting.Contract;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.MosquittoLine;
import io.mqttremoting.cli.broker.Settings;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.contract.Arguments;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.cli.terminal.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code call}: calls an operation. */
@Command(name = "call", description = "Call an operation and print its result.")
public final class CallCommand extends AddressCommand {
  @Parameters(
      index = "1..*",
      paramLabel = "ARGUMENT",
      description =
          "name=value for each parameter, or the values in order; a value is JSON, also a"
              + " bare text or the name of a constant")
  List<String> arguments = new ArrayList<>();

  @Option(
      names = {"-m", "--metadata"},
      paramLabel = "KEY=VALUE",
      description = "a text that travels beside the call")
  Map<String, String> metadata = new LinkedHashMap<>();

  @Option(
      names = "--no-reply",
      description = "do not wait for a reply, for services that do not send any")
  boolean noReply;

  @Option(
      names = "--show-command",
      description =
          "do not call; print the line of mosquitto_rr or mosquitto_pub that does the same")
  boolean showCommand;

  /** A command that prints here. */
  public CallCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public List<String> members(ContractModel contract) {
    return operations(contract);
  }

  @Override
  public ExitCode call() {
    Broker broker = broker();
    try (Target target = Target.open(broker, broker.address(address), interceptor())) {
      String operation = target.requireMember("operation");
      Optional<Contract> contract = target.contract();
      contract.ifPresent(
          known -> target.requireMember("operation", operation, operations(known.model())));
      List<JsonNode> values =
          read(
              target,
              contract,
              () -> Arguments.read(arguments, operation, contract.map(Contract::model)));
      if (showCommand) {
        show(target, operation, values);
      } else if (noReply) {
        target.remote().send(operation, values.toArray(JsonNode[]::new));
      } else {
        call(target, operation, values);
      }
    }
    return ExitCode.DONE;
  }

  private Optional<ClientInterceptor> interceptor() {
    return metadata.isEmpty()
        ? Optional.empty()
        : Optional.of(
            (call, chain) -> {
              RemoteCall with = call;
              for (Map.Entry<String, String> entry : metadata.entrySet()) {
                with = with.withMetadata(entry.getKey(), entry.getValue());
              }
              return chain.proceed(with);
            });
  }

  private void call(Target target, String operation, List<JsonNode> values) {
    long begun = System.nanoTime();
    JsonNode result;
    try {
      result = target.await(target.remote().callAsync(operation, values));
    } catch (RemotingException e) {
      if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.DEADLINE_EXCEEDED) {
        target.unknownHint().ifPresent(terminal::tell);
      }
      throw e;
    }
    String took = Text.millis(System.nanoTime() - begun);
    terminal.print(
        terminal.surroundings().isTerminal() && !json
            ? String.format("%-50s  %s", result, Style.DIM.of(took))
            : result.toString());
  }

  private void show(Target target, String operation, List<JsonNode> values) {
    ArrayNode array = Json.array();
    array.addAll(values);
    List<String> texts = new ArrayList<>();
    metadata.forEach(
        (key, value) -> {
          texts.add(key);
          texts.add(value);
        });
    MosquittoLine line = new MosquittoLine(Settings.of(brokerOptions, terminal), !noReply);
    line.warning().ifPresent(terminal::tell);
    terminal.print(line.of(target.address(), operation, texts, array.toString()));
  }
}
