package io.mqttremoting.cli.command;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.RawConnection;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.recording.Recorder;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Progress;
import io.mqttremoting.cli.terminal.Terminal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record}: the traffic of an interface into a file. */
@Command(
    name = "record",
    description = {
      "Write the messages of an interface to a file.",
      "One JSON object a line, until Ctrl-C. The values of metadata are replaced by ***. See replay."
    })
public final class RecordCommand extends AddressCommand {
  @Parameters(index = "1", paramLabel = "FILE", description = "the file to write")
  Path file = Path.of("");

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = Counts.class,
      description = "end after this many messages")
  long count = Long.MAX_VALUE;

  @Mixin Ending ending = new Ending();

  @Option(names = "--keep-metadata", description = "write the values of metadata, too")
  boolean keepMetadata;

  @Option(names = "--overwrite", description = "replace the file if it is there")
  boolean overwrite;

  /** A command that prints here. */
  public RecordCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() throws InterruptedException {
    Broker broker = broker();
    ServiceAddress what = broker.address(address);
    if (what.member().isPresent()) {
      throw new Failure(
          ExitCode.USAGE, "'" + address + "' names a member; a whole interface is recorded");
    }
    OpenOption mode = overwrite ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW;
    try (BufferedWriter writer =
            Files.newBufferedWriter(
                file, mode, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        RawConnection connection = broker.raw()) {
      record(what, writer, connection);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(ExitCode.FILE, file + " exists; use another, or --overwrite", e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FILE, file + " cannot be written: " + e.getMessage(), e);
    }
    return ExitCode.DONE;
  }

  private void record(ServiceAddress what, BufferedWriter writer, RawConnection connection)
      throws IOException, InterruptedException {
    Recorder recorder =
        new Recorder(what.interfaceAddress().id(), terminal.surroundings().clock(), !keepMetadata);
    terminal.tell("recording " + what.owner() + " to " + file + "; Ctrl-C ends it");
    long end = System.nanoTime() + ending.time.toNanos();
    Progress progress = terminal.progress(() -> recorder.written() + " messages so far");
    try {
      recorder.run(
          connection,
          writer,
          what.owner(),
          count,
          () -> terminal.stop().isRequested() || System.nanoTime() - end > 0);
    } finally {
      progress.close();
    }
    tell(recorder);
    if (connection.lost().isDone()) {
      throw new RemotingException(
          ErrorCode.UNAVAILABLE, "the connection was lost; the recording ends there", null);
    }
  }

  private void tell(Recorder recorder) {
    if (json) {
      terminal.print(
          Json.object()
              .put("file", file.toString())
              .put("messages", recorder.written())
              .put("dropped", recorder.dropped()));
      return;
    }
    terminal.tell(
        recorder.written()
            + " messages"
            + (recorder.dropped() > 0
                ? "; " + recorder.dropped() + " more came too fast to be written"
                : ""));
  }
}
