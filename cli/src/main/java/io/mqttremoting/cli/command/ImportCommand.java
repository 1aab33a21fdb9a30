package io.mqttremoting.cli.command;

import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.contracts.JavaSources;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: Java sources from a contract. */
@Command(
    name = "import",
    description = {
      "Write Java sources for an ApiGear module, once.",
      "Interfaces, records, enums and exceptions. From then on they are yours; nothing is overwritten."
    })
public final class ImportCommand implements Callable<ExitCode> {
  @Parameters(paramLabel = "FILE", description = "the ApiGear module, YAML or JSON")
  Path file = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "the folder of the sources, such as src/main/java")
  Path folder = Path.of("");

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "the Java package (default: the name of the module)")
  Optional<String> packageName = Optional.empty();

  @Option(names = "--json", description = "print one JSON value a line")
  boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  private final Terminal terminal;

  /** A command that prints here. */
  public ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public ExitCode call() {
    var module = Sources.file(file);
    JavaSources sources;
    try {
      sources = module.toJava(name -> name.equals(module.name()) ? packageName.orElse(name) : name);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
    try {
      sources.writeTo(folder);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(ExitCode.FILE, e.getFile() + " " + e.getReason(), e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FILE, folder + " cannot be written: " + e.getMessage(), e);
    }
    sources.warnings().forEach(terminal::tell);
    for (String path : sources.files().keySet()) {
      String written = folder.resolve(path).toString();
      if (json) {
        terminal.print(Json.object().put("file", written));
      } else {
        terminal.print(written);
      }
    }
    return ExitCode.DONE;
  }
}
