package io.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Runs the program in separate processes, as the README describes. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD) // reading cannot be interrupted
class HelloWorldTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String uri, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // starts quicker
                "-cp",
                System.getProperty("java.class.path"),
                HelloWorld.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(MqttRemoting.URI_VARIABLE, uri);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT); // the log
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static List<String> outputUntilItEnds(Process process) throws Exception {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = output.lines().toList();
      assertTrue(
          process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS), "the process did not end");
      return lines;
    }
  }

  /** The output that the README shows. */
  private static List<String> linesOfReadme() throws IOException {
    List<String> readme = Files.readAllLines(Path.of("..", "README.md"));
    int begin = readme.indexOf("```text") + 1;
    return readme.subList(begin, begin + readme.subList(begin, readme.size()).indexOf("```"));
  }

  @Test
  void everythingInOneProcess() throws Exception {
    Process process = start("tcp://127.0.0.1:1"); // no broker there: the program starts its own
    List<String> lines = outputUntilItEnds(process);
    assertEquals(0, process.exitValue());
    assertEquals(
        linesOfReadme().stream().sorted().toList(),
        lines.stream()
            .sorted()
            .toList()); // changes, signals and replies may arrive in another order
    assertEquals("service speaks MQTT 3.1.1", lines.get(0));
  }

  @Test
  void serviceAndClientsApart() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RemotingConnection here = MqttRemoting.connect(broker.uri().toString())) {
      String uri = broker.uri().toString();
      Process service = start(uri, "service");
      BufferedReader output = service.inputReader(StandardCharsets.UTF_8);
      assertEquals(
          "service of io.world/Hello as hello-service runs at " + uri + ", MQTT 3.1.1",
          output.readLine());

      Process first = start(uri, "client");
      Process second = start(uri, "client");
      List<String> counts = new ArrayList<>();
      for (Process client : List.of(first, second)) {
        List<String> lines = outputUntilItEnds(client);
        assertEquals(0, client.exitValue());
        assertTrue(lines.contains("say refuses:  never is never"), lines.toString());
        lines.stream()
            .filter(line -> line.startsWith("say answers:") || line.startsWith("its future:"))
            .map(line -> line.substring(line.length() - 1))
            .forEach(counts::add);
      }
      assertEquals(List.of("1", "2", "3", "4"), counts.stream().sorted().toList());

      IHello hello = here.client(IHello.class);
      assertTrue(ClientHandle.of(hello).awaitAvailable(DEADLINE));
      CountDownLatch gone = new CountDownLatch(1);
      ClientHandle.of(hello)
          .onAvailabilityChanged(
              there -> {
                if (!there) {
                  gone.countDown();
                }
              });
      service.toHandle().destroy(); // unlike Process.destroy(), this keeps the output open
      assertEquals("service left", output.readLine());
      assertTrue(service.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS));
      assertTrue(
          gone.await(DEADLINE.toSeconds(), TimeUnit.SECONDS),
          "the service did not publish that it is offline");
    }
  }
}
