package io.mqttremoting.benchmarks;

import io.mqttremoting.api.MqttVersion;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A mosquitto of its own: a process with a configuration in a temporary directory. */
final class Mosquitto implements Broker {
  private static final long START_SECONDS = 10;
  private static final long CHECK_MILLIS = 20;

  private final String name;
  private final int port;
  private final Path program;
  private final Path directory;
  private Process process;

  private Mosquitto(String name, int port, Path program, Path directory) throws IOException {
    this.name = name;
    this.port = port;
    this.program = program;
    this.directory = directory;
    this.process = startProcess();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroy()));
  }

  private Process startProcess() throws IOException {
    return new ProcessBuilder(
            program.toString(), "-c", directory.resolve("mosquitto.conf").toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  /** Where the program is; empty if it isn't installed. */
  static Optional<Path> program() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))
        .map(directory -> Path.of(directory, "mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What it says of its version. */
  static String version(Path program) throws IOException {
    Process help = new ProcessBuilder(program.toString(), "-h").redirectErrorStream(true).start();
    String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines().findFirst().orElse("mosquitto");
  }

  /**
   * Starts one that listens on a free port.
   *
   * @param settings lines of its configuration; none: as mosquitto is by itself
   */
  static Mosquitto start(Path program, String... settings)
      throws IOException, InterruptedException {
    int port = freePort();
    Path directory = Files.createTempDirectory("mosquitto");
    openToAll(directory); // started by root, it reads its files as another user
    List<String> lines = new ArrayList<>(List.of(settings));
    lines.add("listener " + port + " 127.0.0.1");
    lines.add("allow_anonymous true");
    lines.add("persistence false");
    Files.write(directory.resolve("mosquitto.conf"), lines);
    String name = settings.length == 0 ? "default" : String.join(", ", settings);
    Mosquitto broker = new Mosquitto("mosquitto, " + name, port, program, directory);
    broker.awaitListening();
    return broker;
  }

  /** Ends it; its clients lose their connections. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("mosquitto doesn't stop");
    }
  }

  /** Starts it again at the same port after {@link #stop()}. */
  void startAgain() throws IOException, InterruptedException {
    process = startProcess();
    awaitListening();
  }

  /** The processor time that it has used since it was started, if the system tells it. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void openToAll(Path directory) {
    directory.toFile().setReadable(true, false);
    directory.toFile().setExecutable(true, false);
  }

  private void awaitListening() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        throw new IOException("mosquitto doesn't start: see " + directory.resolve("log"));
      }
      TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  @Override
  public List<MqttVersion> versions() {
    return List.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5);
  }

  @Override
  public void close() {
    process.destroy();
    for (String file : List.of("mosquitto.conf", "log", "")) {
      directory.resolve(file).toFile().delete();
    }
  }
}
