package io.mqttremoting.cli.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** When a command ends that otherwise runs until Ctrl-C. */
final class Ending {
  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "end after this time")
  Duration time = Duration.ofDays(365);
}
