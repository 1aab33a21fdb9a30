package io.mqttremoting.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.RawConnection;
import io.mqttremoting.cli.broker.ServiceAddress;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.recording.ClientReplay;
import io.mqttremoting.cli.recording.Recording;
import io.mqttremoting.cli.recording.ServiceReplay;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.cli.terminal.Progress;
import io.mqttremoting.cli.terminal.Style;
import io.mqttremoting.cli.terminal.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: a recording again. */
@Command(
    name = "replay",
    description = {
      "Replay a recording, as the service or as its clients.",
      "The service publishes values and signals and answers calls as it did, until Ctrl-C. The clients",
      "make the same calls, and compare the replies."
    })
public final class ReplayCommand extends BrokerCommand {
  /** Whose messages are replayed. */
  enum Role {
    service,
    clients
  }

  @Parameters(index = "0", paramLabel = "FILE", description = "a file that record has written")
  Path file = Path.of("");

  @Option(
      names = "--as",
      required = true,
      paramLabel = "ROLE",
      description = "${COMPLETION-CANDIDATES}")
  Role role = Role.service;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      description = "another interface than the one that was recorded")
  Optional<String> to = Optional.empty();

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "how many times faster than it was recorded (default: 1)")
  double speed = 1;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "as the service: how long to answer calls after the last value")
  Duration time = Duration.ofDays(365);

  /** A command that prints here. */
  public ReplayCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public ExitCode call() throws InterruptedException {
    if (!(speed > 0 && speed <= 1e6)) {
      throw new Failure(ExitCode.USAGE, "--speed must be more than 0, and at most 1000000");
    }
    Broker broker = broker();
    Recording recording = Recording.read(file);
    ServiceAddress address = broker.address(to.orElse(recording.address()));
    return role == Role.service
        ? replayService(broker, recording, address)
        : replayClients(broker, recording, address);
  }

  private ExitCode replayService(Broker broker, Recording recording, ServiceAddress address)
      throws InterruptedException {
    try (RawConnection connection = broker.raw();
        ServiceReplay replay =
            new ServiceReplay(
                recording, address.interfaceAddress().id(), connection, this::answered)) {
      replay.answer();
      terminal.tell("replaying " + address.owner() + " at " + broker + "; Ctrl-C ends it");
      publish(replay);
      terminal.tell("published " + replay.published() + " values and signals; answering calls");
      connection.lost().thenRun(terminal.stop()::request);
      terminal.stop().await(time);
      if (connection.lost().isDone()) {
        throw new Failure(ExitCode.UNAVAILABLE, "the connection to " + broker + " was lost");
      }
    }
    return ExitCode.DONE;
  }

  private void publish(ServiceReplay replay) throws InterruptedException {
    Progress progress =
        terminal.progress(
            () ->
                "published "
                    + replay.published()
                    + " of "
                    + replay.total()
                    + " values and signals");
    try {
      replay.publish(speed, terminal.stop());
    } finally {
      progress.close();
    }
  }

  private void answered(String call, String answer) {
    if (json) {
      terminal.print(Json.object().put("call", call).put("answer", answer));
    } else {
      terminal.print(call + "  →  " + answer);
    }
  }

  private ExitCode replayClients(Broker broker, Recording recording, ServiceAddress address)
      throws InterruptedException {
    Comparison comparison = new Comparison();
    Progress progress =
        terminal.progress(() -> "replaying: " + comparison.calls + " calls answered so far");
    try (Target target = Target.open(broker, address)) {
      new ClientReplay(recording, target.remote(), comparison).run(speed, terminal.stop());
    } finally {
      progress.close();
    }
    terminal.tell(
        comparison.calls.get()
            + " calls, "
            + comparison.different.get()
            + " with another reply than recorded");
    return comparison.different.get() == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  /** Prints and counts replies. */
  private final class Comparison implements ClientReplay.Results {
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger different = new AtomicInteger();

    @Override
    public void set(String property, JsonNode value) {
      if (json) {
        ObjectNode event = Json.object().put("set", property);
        event.set("value", value);
        terminal.print(event);
      } else {
        terminal.print(property + " = " + value);
      }
    }

    @Override
    public void call(String call, String now, Optional<String> recorded, boolean same) {
      calls.incrementAndGet();
      if (!same) {
        different.incrementAndGet();
      }
      if (json) {
        ObjectNode event = Json.object().put("call", call).put("reply", now);
        recorded.ifPresent(reply -> event.put("recorded", reply));
        terminal.print(event.put("same", same));
      } else {
        String difference =
            same ? "" : "  " + Style.RED.of("was: " + recorded.orElse("not recorded"));
        terminal.print(call + "  →  " + now + difference);
      }
    }
  }
}
