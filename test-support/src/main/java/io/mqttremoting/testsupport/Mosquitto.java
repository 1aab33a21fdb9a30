package io.mqttremoting.testsupport;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A separate mosquitto process with its configuration in a temporary directory. If mosquitto is not
 * installed, the test is skipped; in continuous integration it fails.
 */
public final class Mosquitto implements TestBroker {
  private static final Logger LOG = LoggerFactory.getLogger(Mosquitto.class);
  private static final AtomicBoolean SKIPPING = new AtomicBoolean();
  private static final int ATTEMPTS = 5; // another process may take a free port first

  private final Path program;
  private final Path directory;
  private final int port;
  private final Thread end = new Thread(this::close, "stop mosquitto");
  private volatile Process process;

  private Mosquitto(Path program, Path directory, int port) throws IOException {
    this.program = program;
    this.directory = directory;
    this.port = port;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(end);
  }

  /**
   * Starts a broker that allows everything to everybody, except where {@code settings} say
   * otherwise.
   */
  public static Mosquitto start(String... settings) {
    return startWithAcl(List.of(), settings);
  }

  /** Starts a broker that allows to everybody only what the access control list says. */
  public static Mosquitto startWithAcl(List<String> acl, String... settings) {
    Path program = require("mosquitto");
    for (int attempt = 1; ; attempt++) {
      try {
        return start(program, acl, List.of(settings));
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Finds a program. Without it, the test is skipped, or fails in continuous integration. */
  public static Path require(String program) {
    return require(
        program,
        any -> true,
        "apt-get install "
            + (program.startsWith("mosquitto")
                ? "mosquitto mosquitto-clients"
                : program.equals("chromedriver") ? "chromium-driver" : program));
  }

  /**
   * Like {@link #require(String)}, for a program of which not every version will do.
   *
   * @param hint what to install
   */
  public static Path require(String program, Predicate<Path> suits, String hint) {
    Optional<Path> found =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)),
                Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))
            .map(directory -> Path.of(directory, program))
            .filter(Files::isExecutable)
            .filter(suits)
            .findFirst();
    if (found.isEmpty()) {
      String missing = program + " is not installed: " + hint;
      if ("true".equals(System.getenv("CI"))) {
        return fail(missing);
      }
      if (!SKIPPING.getAndSet(true)) {
        LOG.warn("{}; the tests that need it are skipped", missing);
      }
      return abort(missing);
    }
    return found.get();
  }

  private static Mosquitto start(Path program, List<String> acl, List<String> settings)
      throws IOException {
    int port = Ports.free();
    Path directory = Files.createTempDirectory("mosquitto");
    List<String> lines = new ArrayList<>();
    if (settings.contains("protocol websockets")) { // 2.0.11 does not start with these alone
      lines.add("listener " + Ports.free() + " 127.0.0.1");
    }
    lines.add("listener " + port + " 127.0.0.1");
    lines.add("allow_anonymous true");
    lines.add("set_tcp_nodelay true");
    lines.add("persistence false");
    for (String type : List.of("error", "warning", "notice", "information")) {
      lines.add("log_type " + type); // the defaults, which another one would replace
    }
    lines.addAll(settings);
    if (!acl.isEmpty()) {
      Path file = Files.write(directory.resolve("acl"), acl);
      openToAll(file);
      lines.add("acl_file " + file);
    }
    openToAll(directory);
    Files.write(directory.resolve("mosquitto.conf"), lines);
    Mosquitto broker = new Mosquitto(program, directory, port);
    if (!broker.awaitListening()) {
      String log = Files.readString(broker.log());
      broker.close();
      throw new IOException("mosquitto does not listen: " + log);
    }
    return broker;
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            program.toString(), "-c", directory.resolve("mosquitto.conf").toString())
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  /**
   * Waits until it listens or has ended; returns false if it has ended. That somebody listens on
   * the port is not enough: it may be another process, which took the port first.
   */
  private boolean awaitListening() {
    Await.until(
        "mosquitto listens or ends", () -> (saysItRuns() && listens()) || !process.isAlive());
    return process.isAlive();
  }

  private boolean saysItRuns() {
    try {
      return Files.readString(log()).contains(" running");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process: it closes no connection in an orderly way, and loses all its state. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends it a signal; STOP suspends it until CONT. */
  public void signal(String name) throws IOException, InterruptedException {
    String[] command = {"kill", "-" + name, Long.toString(process.pid())};
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  /** Starts it again, on the same port, after it was killed. */
  public void restart() throws IOException {
    for (int attempt = 1; ; attempt++) {
      process = launch();
      if (awaitListening()) {
        return;
      }
      if (attempt == ATTEMPTS) {
        throw new IOException("mosquitto does not start again: " + Files.readString(log()));
      }
    }
  }

  /**
   * The QoS of the subscriptions of connections whose client identifier begins like this, if {@code
   * log_type subscribe} is set: each line of the log has a time, the client, the QoS and the
   * filter.
   */
  public Set<Integer> subscribedAt(String clientId) {
    try (Stream<String> lines = Files.lines(log())) {
      return lines
          .map(line -> line.split(" ", -1))
          .filter(words -> words.length == 4 && words[1].startsWith(clientId))
          .map(words -> Integer.valueOf(words[2]))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  /**
   * Makes a path readable to all: mosquitto, if started by root, reads its files as another user.
   */
  public static void openToAll(Path path) {
    path.toFile().setReadable(true, false);
    if (Files.isDirectory(path)) {
      path.toFile().setExecutable(true, false);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /** The URI for another scheme or host name; the settings must allow it. */
  public URI uri(String scheme, String host) {
    return URI.create(scheme + "://" + host + ":" + port);
  }

  @Override
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    for (String name : List.of("acl", "mosquitto.conf", "log", "")) {
      directory.resolve(name).toFile().delete();
    }
    if (Thread.currentThread() != end) {
      try {
        Runtime.getRuntime().removeShutdownHook(end);
      } catch (IllegalStateException e) {
        return; // the JVM ends already
      }
    }
  }
}
