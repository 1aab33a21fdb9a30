package io.mqttremoting.cli.broker;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say which broker, and as whom. */
public final class BrokerOptions {
  @Option(
      names = {"-u", "--uri"},
      paramLabel = "URI",
      description = "tcp://host:port, or ssl, ws or wss (default: tcp://localhost:1883)")
  Optional<String> uri = Optional.empty();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "the namespace, such as plant7/line2")
  Optional<String> namespace = Optional.empty();

  @Option(
      names = {"-p", "--profile"},
      paramLabel = "NAME",
      description = "a file of settings: NAME.properties in ~/.config/mqtt-remoting, or a path")
  Optional<String> profile = Optional.empty();

  @Option(names = "--user", paramLabel = "NAME", description = "the user at the broker")
  Optional<String> user = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "a file with the password in its first line")
  Optional<Path> passwordFile = Optional.empty();

  @Option(names = "--ask-password", description = "ask for the password")
  boolean askPassword;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "the MQTT client identifier (default: random)")
  Optional<String> clientId = Optional.empty();

  @Option(
      names = "--mqtt",
      paramLabel = "VERSION",
      description = "only this version of MQTT, 5 or 3.1.1 (default: the newest that works)")
  Optional<String> mqtt = Optional.empty();

  @ArgGroup(validate = false)
  TlsArguments tls = new TlsArguments();
}
