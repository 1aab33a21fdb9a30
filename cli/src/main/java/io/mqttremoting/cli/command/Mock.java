package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.ContractHandler;
import io.mqttremoting.ContractService;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Operation;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.contract.Examples;
import io.mqttremoting.cli.contract.Examples.Answer;
import io.mqttremoting.cli.contract.Examples.Repeated;
import io.mqttremoting.cli.contract.Samples;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Terminal;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Answers for a contract, and prints what it was asked. Thread-safe. */
final class Mock implements ContractHandler, AutoCloseable {
  private final ContractModel contract;
  private final Examples examples;
  private final Terminal terminal;
  private final boolean json;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "mock-timer");
            thread.setDaemon(true);
            return thread;
          });

  Mock(ContractModel contract, Examples examples, Terminal terminal, boolean json) {
    this.contract = contract;
    this.examples = examples;
    this.terminal = terminal;
    this.json = json;
  }

  /** Publishes the first values, and begins to send signals. */
  void start(ContractService service) {
    for (ContractModel.Property property : contract.properties()) {
      JsonNode first = examples.values().get(property.name());
      service.publish(
          property.name(), first == null ? Samples.of(property.type(), contract) : first);
    }
    for (Repeated signal : examples.signals()) {
      JsonNode[] arguments = signal.arguments().toArray(JsonNode[]::new);
      service.signal(signal.name(), arguments); // fails at once if they do not fit the contract
      timer.scheduleAtFixedRate(
          () -> send(service, signal.name(), arguments),
          signal.everyMillis(),
          signal.everyMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  private void send(ContractService service, String signal, JsonNode[] arguments) {
    try {
      service.signal(signal, arguments);
    } catch (RemotingException e) { // not connected: the next may be sent
      terminal.tell("the signal " + signal + " was not sent: " + e.reason());
    }
  }

  @Override
  public CompletableFuture<JsonNode> call(String operation, ArrayNode arguments) {
    Operation called =
        contract.operations().stream()
            .filter(each -> each.name().equals(operation))
            .findFirst()
            .orElseThrow();
    Answer answer =
        examples.answer(called, arguments).orElse(new Answer(null, null, null, null, 0));
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    Runnable end = () -> end(called, arguments, answer, reply);
    if (answer.afterMillis() > 0) {
      timer.schedule(end, answer.afterMillis(), TimeUnit.MILLISECONDS);
    } else {
      end.run();
    }
    return reply;
  }

  private void end(
      Operation called, ArrayNode arguments, Answer answer, CompletableFuture<JsonNode> reply) {
    ObjectNode event = Json.object().put("kind", "call").put("name", called.name());
    event.set("arguments", arguments);
    String call = called.name() + "(" + listed(arguments) + ")  →  ";
    if (answer.error() != null) {
      String message = Objects.requireNonNullElse(answer.message(), "");
      print(
          event.put("error", answer.error()),
          call + Style.RED.of(answer.error() + (message.isEmpty() ? "" : ": " + message)));
      reply.completeExceptionally(failure(answer.error(), called.name(), message));
      return;
    }
    JsonNode result = answer.result();
    if (result == null) {
      result =
          called
              .result()
              .map(type -> Samples.of(type, contract))
              .orElse(IntNode.valueOf(0)); // as services answer operations without a result
    }
    event.set("result", result);
    print(event, call + result);
    reply.complete(result);
  }

  private RemotingException failure(String error, String operation, String message) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.name().equals(error) && code != ErrorCode.APPLICATION)
        .findFirst()
        .map(code -> new RemotingException(code, contract.id(), operation, message, null))
        .orElseGet(() -> RemotingException.application(error, message));
  }

  @Override
  public CompletableFuture<JsonNode> set(String property, JsonNode value) {
    ObjectNode event = Json.object().put("kind", "set").put("name", property);
    event.set("value", value);
    print(event, property + " = " + value);
    return CompletableFuture.completedFuture(value);
  }

  private void print(ObjectNode event, String line) {
    if (json) {
      terminal.print(event);
    } else {
      terminal.print(line);
    }
  }

  private static String listed(ArrayNode arguments) {
    String all = arguments.toString();
    return all.substring(1, all.length() - 1);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
