package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.Contract;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.contracts.ContractModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}: contracts as files. */
@Command(
    name = "export",
    description = {
      "Write contracts as ApiGear YAML, AsyncAPI or Markdown.",
      "The interfaces have to be of one module. What ApiGear has no words for is in meta, and named on",
      "standard error."
    })
public final class ExportCommand extends BrokerCommand {
  /** What is written. */
  enum Format {
    apigear,
    asyncapi,
    markdown
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description =
          "addresses of services, or one file of an ApiGear module, or, with --class-path,"
              + " Java interfaces")
  List<String> sources = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: apigear)")
  Format format = Format.apigear;

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      split = ":",
      description = "jars and folders with the classes of the interfaces")
  List<Path> classPath = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the file to write (default: standard output)")
  Optional<Path> output = Optional.empty();

  @Option(names = "--overwrite", description = "replace the file if it is there")
  boolean overwrite;

  @Option(
      names = "--update",
      description = "bring the file up to date; what only the file can say is kept")
  boolean update;

  /** A command that prints here. */
  public ExportCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() {
    if (update && (output.isEmpty() || format != Format.apigear)) {
      throw new Failure(ExitCode.USAGE, "--update needs --output, and the format apigear");
    }
    ContractModule module = module();
    if (update) {
      module = module.keeping(Sources.file(output.orElseThrow()));
    }
    String text = text(module);
    List<String> warnings = format == Format.apigear ? module.warnings() : List.of();
    if (!json) {
      warnings.forEach(terminal::tell);
    }
    output.ifPresent(file -> write(file, text));
    if (json) {
      ObjectNode exported = Json.object().put("format", format.name());
      output.ifPresentOrElse(
          file -> exported.put("file", file.toString()), () -> exported.put("text", text));
      exported.set("warnings", Json.of(warnings));
      terminal.print(exported);
    } else if (output.isEmpty()) {
      terminal.printText(text);
    }
    return ExitCode.DONE;
  }

  private ContractModule module() {
    if (!classPath.isEmpty()) {
      return Sources.classes(classPath, sources);
    }
    if (sources.stream().anyMatch(Sources::isFile)) {
      if (sources.size() > 1) {
        throw new Failure(ExitCode.USAGE, "export one file, or services, or classes");
      }
      return Sources.file(Path.of(sources.get(0)));
    }
    Broker broker = broker();
    List<Contract> contracts =
        sources.stream().map(address -> Sources.service(broker, address)).toList();
    try {
      return ContractModule.of(contracts);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private String text(ContractModule module) {
    try {
      return switch (format) {
        case apigear -> module.toYaml();
        case asyncapi -> module.toAsyncApi(broker().toString());
        case markdown -> module.toMarkdown();
      };
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
    }
  }

  private void write(Path file, String text) {
    if (Files.exists(file) && !overwrite && !update) {
      throw new Failure(ExitCode.FILE, file + " exists; use another, --overwrite or --update");
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new Failure(ExitCode.FILE, file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
