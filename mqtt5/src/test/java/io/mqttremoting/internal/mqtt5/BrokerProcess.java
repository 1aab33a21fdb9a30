package io.mqttremoting.internal.mqtt5;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.Ports;
import io.mqttremoting.testsupport.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A broker in a process of its own, on a free port of 127.0.0.1, with its files in a temporary
 * directory.
 */
final class BrokerProcess implements TestBroker {
  private final Path directory;
  private final String host;
  private final int port;
  private final ProcessBuilder builder;
  private final Thread end = new Thread(this::stop, "stop broker");
  private Process process;

  private BrokerProcess(
      Path directory, int port, Map<String, String> environment, String... command)
      throws IOException {
    this(directory, "127.0.0.1", port, environment, List.of(command));
  }

  /** Starts {@code command}, which listens on this host and port. */
  BrokerProcess(
      Path directory, String host, int port, Map<String, String> environment, List<String> command)
      throws IOException {
    this.directory = directory;
    this.host = host;
    this.port = port;
    this.builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(end);
  }

  /** A broker of module {@code broker-tests/NAME}, which has to be built. */
  static TestBroker java(String name) {
    return start(
        (directory, port) ->
            new BrokerProcess(
                directory,
                "127.0.0.1",
                port,
                Map.of(),
                javaCommand(
                    name,
                    "127.0.0.1:" + port,
                    Files.createDirectory(directory.resolve("files")).toString())));
  }

  /** Starts the main class of module {@code broker-tests/NAME}. */
  static List<String> javaCommand(String name, String... arguments) throws IOException {
    Path built = Path.of("..", name, "target").toAbsolutePath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                built.resolve("classes") + ":" + Files.readString(built.resolve("classpath")),
                "io.mqttremoting.brokertests." + name + ".Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  static TestBroker nats(BrokerKind kind) {
    String program = natsServer(kind).toString();
    return start(
        (directory, port) -> {
          Path configuration =
              Files.writeString(
                  directory.resolve("nats.conf"),
                  """
                  host: 127.0.0.1
                  port: %d
                  server_name: test
                  max_payload: 8MB
                  jetstream { store_dir: "%s" }
                  mqtt { host: 127.0.0.1, port: %d }
                  """
                      .formatted(Ports.free(), directory.resolve("files"), port));
          return new BrokerProcess(
              directory, port, Map.of(), program, "-c", configuration.toString());
        });
  }

  /** The first nats-server in the {@code PATH} that is of this kind. */
  static Path natsServer(BrokerKind kind) {
    return Mosquitto.require(
        "nats-server",
        program -> isVersion2point9(program) == (kind == BrokerKind.NATS_2_9),
        kind == BrokerKind.NATS_2_9 ? "version 2.9, as in Debian 12" : "2.10 or newer");
  }

  private static boolean isVersion2point9(Path program) {
    try {
      Process process = new ProcessBuilder(program.toString(), "--version").start();
      return new String(process.getInputStream().readAllBytes(), UTF_8).contains("v2.9.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Without the script of the same name in {@code /usr/sbin}, which needs the user of the system's
   * own RabbitMQ.
   */
  static TestBroker rabbitMq() {
    Mosquitto.require("rabbitmq-server");
    return start(BrokerProcess::rabbitMq);
  }

  private static BrokerProcess rabbitMq(Path directory, int port) throws IOException {
    Files.writeString(directory.resolve("enabled_plugins"), "[rabbitmq_mqtt].");
    Files.writeString(
        directory.resolve("rabbitmq.conf"),
        """
        listeners.tcp.1 = 127.0.0.1:%d
        mqtt.listeners.tcp.1 = 127.0.0.1:%d
        mqtt.tcp_listen_options.nodelay = true
        """
            .formatted(Ports.free(), port));
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("HOME", directory.toString()),
            Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
            Map.entry("ERL_EPMD_PORT", Integer.toString(Ports.free())),
            Map.entry("RABBITMQ_NODENAME", "test@localhost"),
            Map.entry("RABBITMQ_DIST_PORT", Integer.toString(Ports.free())),
            Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
            Map.entry("RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq.conf").toString()),
            Map.entry(
                "RABBITMQ_ENABLED_PLUGINS_FILE", directory.resolve("enabled_plugins").toString()),
            Map.entry("RABBITMQ_MNESIA_BASE", directory.resolve("mnesia").toString()),
            Map.entry("RABBITMQ_PID_FILE", directory.resolve("pid").toString()),
            Map.entry("RABBITMQ_LOGS", "-"),
            Map.entry(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"));
    return new BrokerProcess(
        directory,
        port,
        environment,
        "sh",
        "-c",
        "epmd -address 127.0.0.1 -port $ERL_EPMD_PORT &"
            + " exec /usr/lib/rabbitmq/bin/rabbitmq-server");
  }

  private interface Launch {
    BrokerProcess launch(Path directory, int port) throws IOException;
  }

  /** Starts a broker and waits until it listens. */
  private static TestBroker start(Launch launch) {
    try {
      BrokerProcess broker = launch.launch(Files.createTempDirectory("broker"), Ports.free());
      broker.awaitListening();
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it listens; stops it if it ends instead. */
  void awaitListening() throws IOException {
    Await.until("the broker listens or ends", () -> listens() || !process.isAlive());
    if (!process.isAlive()) {
      String log = Files.readString(directory.resolve("log"));
      close();
      throw new IOException("the broker has ended: " + log);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(host, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public URI uri() {
    return URI.create("tcp://" + host + ":" + port);
  }

  /** Kills it (SIGKILL); its files remain. */
  void kill() {
    endProcesses();
  }

  /** Starts it again, on the same port and with the same files; it may not listen yet. */
  void startAgain() throws IOException {
    process = builder.start();
  }

  /** Asks it to end, and waits until it has. */
  void terminate() {
    process.destroy();
    Await.until("the broker has ended", () -> !process.isAlive());
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(end);
    stop();
  }

  private void stop() {
    endProcesses();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it, and the processes that it has started. */
  private void endProcesses() {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
