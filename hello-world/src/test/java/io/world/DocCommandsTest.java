package io.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the mosquitto commands of the docs and checks that they print the documented output. */
@Timeout(120)
class DocCommandsTest {
  private static final long TIMEOUT_SECONDS = 30;
  private static final int CHECK_MILLIS = 10;
  private static final String PROMPT = "$ ";

  private final List<Process> started = new ArrayList<>();
  @TempDir private Path directory;

  private static Path program(String name) {
    List<Path> found =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)),
                Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .limit(1)
            .toList();
    assumeTrue(!found.isEmpty(), name + " is not installed");
    return found.get(0);
  }

  @BeforeEach
  void checkInstalled() {
    program("mosquitto");
    program("mosquitto_rr");
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }
  }

  /** Starts a broker that logs subscriptions. */
  private int startBroker() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path configuration =
        Files.write(
            directory.resolve("mosquitto.conf"),
            List.of(
                "listener " + port + " 127.0.0.1",
                "allow_anonymous true",
                "log_dest stderr",
                "log_type all"));
    directory
        .toFile()
        .setReadable(true, false); // mosquitto drops root privileges before it reads the file
    directory.toFile().setExecutable(true, false);
    started.add(
        new ProcessBuilder(program("mosquitto").toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start());
    awaitLogged(" running", 1);
    return port;
  }

  private Path log() {
    return directory.resolve("log");
  }

  private int timesLogged(String text) throws IOException {
    return Files.readString(log()).split(Pattern.quote(text), -1).length - 1;
  }

  private void awaitLogged(String text, int times) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (timesLogged(text) < times) {
      assertTrue(System.nanoTime() - end < 0, () -> "the broker never logged: " + text);
      TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
    }
  }

  @Test
  void mosquittoCommandsPrintTheDocumentedOutput() throws Exception {
    int port = startBroker();
    String uri = "tcp://127.0.0.1:" + port;
    try (RemotingConnection connection = MqttRemoting.connect(uri);
        RemotingConnection inPlant =
            MqttRemoting.connection(uri).clientId("hello-kitchen").namespace("plant7").connect()) {
      connection.serve(new Hello());
      inPlant.serve(new Hello(), ServiceOptions.defaults().withInstance("kitchen"));
      List<Session> sessions = new ArrayList<>();
      for (DocPages.Example example : DocPages.examples("sh")) {
        if (example.lines().get(0).startsWith(PROMPT + "mosquitto_")) {
          Session session = new Session(example, port);
          sessions.add(session);
          session.run();
          if (session.isForNews()) {
            RemotingConnection news = MqttRemoting.connect(uri);
            news.client(IHello.class);
            news.close();
          }
          if (session.ends()) {
            session.check();
          }
        }
      }
      assertTrue(sessions.size() > 5, "only " + sessions);
      for (Session session : sessions) {
        if (!session.ends()) { // it receives messages of later sessions
          session.check();
        }
      }
    }
  }

  /** The commands typed in one terminal. */
  private final class Session {
    private final DocPages.Example example;
    private final List<String> commands = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

    Session(DocPages.Example example, int port) {
      this.example = example;
      for (String line : example.lines()) {
        if (line.startsWith(PROMPT)) {
          String command = line.substring(PROMPT.length());
          commands.add(command.replaceFirst("^mosquitto_\\w+", "$0 -h 127.0.0.1 -p " + port));
        } else if (!line.isEmpty()) {
          expected.add(line);
        }
      }
    }

    boolean isForNews() {
      return commands.get(0).endsWith(" -R");
    }

    /** Whether its output is complete before the next session begins. */
    boolean ends() {
      String first = commands.get(0);
      return !first.startsWith("mosquitto_sub") || first.contains(" -C ") || first.endsWith("&");
    }

    void run() throws Exception {
      for (String command : commands) {
        boolean listens = command.startsWith("mosquitto_sub");
        String filter = command.replaceFirst(".* -t '?([^ ']*).*", "$1");
        String subscribed = "\t" + filter + " (QoS 0)";
        int before = timesLogged(subscribed); // earlier examples may subscribe to it, too
        Process process =
            new ProcessBuilder("sh", "-c", "exec " + command.replaceFirst(" &$", ""))
                .redirectErrorStream(true)
                .start();
        started.add(process);
        Thread reader = new Thread(() -> read(process), command);
        reader.start();
        if (listens) {
          awaitLogged(subscribed, before + 1);
        } else {
          assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), command);
          reader.join();
        }
      }
    }

    private void read(Process process) {
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        lines.lines().forEach(output::add);
      } catch (IOException e) {
        output.add(e.toString());
      }
    }

    void check() throws InterruptedException {
      List<String> shown = new ArrayList<>();
      for (int i = 0; i < expected.size(); i++) {
        shown.add(output.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS));
      }
      assertEquals(normalized(expected), normalized(shown), toString());
    }

    /** Replaces random parts. */
    private static List<String> normalized(List<String> lines) {
      return lines.stream()
          .map(String::valueOf)
          .map(line -> line.replaceAll("\"(session|memory|fence)\":\"[0-9a-f]{1,16}\"", "$1"))
          .map(line -> line.replaceAll("\"since\":\"[-0-9]{10}T[.:0-9]{12}Z\"", "since"))
          .toList();
    }

    @Override
    public String toString() {
      return example.page() + ".md, line " + example.line();
    }
  }

  @Test
  void documentedCommandsCreateThePasswordFile() throws Exception {
    program("mosquitto_passwd");
    int run = 0;
    for (DocPages.Example example : DocPages.examples("sh")) {
      if (example.lines().stream().anyMatch(line -> line.startsWith("mosquitto_passwd"))) {
        Process process =
            new ProcessBuilder("sh", "-ec", String.join("\n", example.lines()))
                .directory(directory.toFile())
                .inheritIO()
                .start();
        started.add(process);
        assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), example.toString());
        run++;
      }
    }
    assertEquals(1, run);
    List<String> users =
        Files.readAllLines(directory.resolve("passwords")).stream()
            .map(line -> line.substring(0, line.indexOf(':')))
            .toList();
    assertEquals(List.of("hello-service", "hello-client"), users);
  }
}
