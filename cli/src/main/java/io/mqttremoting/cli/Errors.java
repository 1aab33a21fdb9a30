package io.mqttremoting.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine.ParseResult;

/** Says in a sentence why a command failed, and which exit code this has. */
final class Errors {
  private final Terminal terminal;

  Errors(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The exit code for a failure. */
  ExitCode code(Throwable failure) {
    if (failure instanceof RemotingException e) {
      return ExitCode.of(e.code());
    }
    if (failure instanceof Failure e) {
      return e.code();
    }
    if (failure instanceof InterruptedException) {
      return ExitCode.CANCELLED;
    }
    if (failure instanceof UncheckedIOException) {
      return ExitCode.FILE;
    }
    return failure instanceof IllegalArgumentException ? ExitCode.INVALID_ARGUMENT : ExitCode.FAULT;
  }

  /** Prints a failure, as JSON if the command was to print JSON. */
  int report(Throwable failure, ParseResult result) {
    ExitCode code = code(failure);
    if (isSet(result, "--json")) {
      ObjectNode error = Json.object().put("code", code.name()).put("message", message(failure));
      if (failure instanceof RemotingException e && !e.errorType().isEmpty()) {
        error.put("type", e.errorType());
      }
      terminal.tell(Json.object().set("error", error).toString());
    } else {
      tell(failure, code);
    }
    if (code == ExitCode.FAULT || isSet(result, "--verbose")) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      trace.toString().replace("\t", "    ").lines().forEach(terminal::tell);
    }
    return code.number();
  }

  private void tell(Throwable failure, ExitCode code) {
    if (failure instanceof RemotingException) { // a service may have chosen the text
      terminal.tell(Style.RED.of(sentence(failure)) + "  " + Style.DIM.of("(" + code + ")"));
    } else {
      sentence(failure).lines().map(Style.RED::of).forEach(terminal::tell);
    }
  }

  private static boolean isSet(ParseResult result, String option) {
    ParseResult last = result;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.hasMatchedOption(option);
  }

  private static String sentence(Throwable failure) {
    return failure instanceof RemotingException e && !e.errorType().isEmpty()
        ? e.errorType() + ": " + message(failure)
        : message(failure);
  }

  private static String message(Throwable failure) {
    if (failure instanceof RemotingException e) {
      String reason = e.reason();
      if (e.code() == ErrorCode.APPLICATION) {
        String type = " (" + e.errorType() + ")";
        return reason.endsWith(type)
            ? reason.substring(0, reason.length() - type.length())
            : reason;
      }
      return e.interfaceName().isEmpty()
          ? reason
          : ServiceAddress.written(e.interfaceName(), e.member()) + ": " + reason;
    }
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
