package io.mqttremoting.cli.broker;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for TLS. */
final class TlsArguments {
  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "trust only the certificates in this PEM file")
  Optional<Path> caFile = Optional.empty();

  @Option(
      names = "--cert-file",
      paramLabel = "FILE",
      description = "the certificate of this client")
  Optional<Path> certFile = Optional.empty();

  @Option(names = "--key-file", paramLabel = "FILE", description = "its private key, in PKCS #8")
  Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--any-host-name",
      description = "do not check that the broker's certificate names its host")
  boolean anyHostName;
}
