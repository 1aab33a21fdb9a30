package io.mqttremoting.cli.command;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.BrokerOptions;
import io.mqttremoting.cli.broker.Settings;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Terminal;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A command that uses a broker, with the options of all such commands. */
abstract class BrokerCommand implements Callable<ExitCode> {
  final Terminal terminal;

  @ArgGroup(validate = false, heading = "Which broker, and as whom:%n", order = 1)
  BrokerOptions brokerOptions = new BrokerOptions();

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      converter = Durations.class,
      description = "how long to wait for the broker, and for each reply (default: 10s)")
  Duration timeout = Duration.ofSeconds(10);

  @Option(names = "--json", description = "print one JSON value a line")
  boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "log what the library does to standard error")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  BrokerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Tells the user when the connection is lost, and when it is there again. */
  final void tellState(RemotingConnection connection) {
    connection.onStateChanged(
        event -> {
          if (event.state() == ConnectionState.CONNECTED) {
            terminal.tell("connected again");
          } else if (event.state() == ConnectionState.CONNECTING && event.failedAttempts() == 0) {
            terminal.tell(
                "the connection is lost"
                    + event.cause().map(cause -> ": " + cause.getMessage()).orElse("")
                    + "; connecting again");
          }
        });
  }

  /** The broker of the options, the environment and the profile. */
  public final Broker broker() {
    return new Broker(Settings.of(brokerOptions, terminal), timeout);
  }
}
