package io.mqttremoting.cli.command;

import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code completion}: the script with which a shell completes names. */
@Command(
    name = "completion",
    description = {
      "Print the script that completes names in a shell.",
      "bash: source <(mqtt-remoting completion bash)",
      "zsh:  source <(mqtt-remoting completion zsh)"
    })
public final class CompletionCommand implements Callable<ExitCode> {
  /** The shells that have a script. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  Shell shell = Shell.bash;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  private final Terminal terminal;

  /** A command that prints here. */
  public CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public ExitCode call() throws IOException {
    String name = "completion." + shell;
    try (InputStream script =
        Objects.requireNonNull(CompletionCommand.class.getResourceAsStream(name), name)) {
      terminal.printText(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    return ExitCode.DONE;
  }
}
