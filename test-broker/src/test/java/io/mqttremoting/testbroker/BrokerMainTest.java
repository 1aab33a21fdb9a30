package io.mqttremoting.testbroker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrokerMainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void runsUntilTerminatedAndWritesNoFiles(@TempDir Path dir) throws Exception {
    Path work = Files.createDirectory(dir.resolve("work"));
    Path temp = Files.createDirectory(dir.resolve("temp"));
    Path home = Files.createDirectory(dir.resolve("home"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temp,
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                "0")
            .directory(work.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      URI uri = URI.create(lines.readLine());
      try (TestClient client = new TestClient(uri, "client")) {
        client.publish("topic", "hello".getBytes(UTF_8), true);
        client.subscribe("topic");
        assertArrayEquals("hello".getBytes(UTF_8), client.receive());
        process.destroy(); // SIGTERM
        client.awaitLost();
      }
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertThrows(MqttException.class, () -> new TestClient(uri, "late").close());
    } finally {
      process.destroyForcibly();
    }
    assertEquals(List.of(), entries(work));
    assertEquals(List.of(), entries(temp));
    assertEquals(List.of(), entries(home));
  }

  @Test
  void runsUntilInterrupted() {
    Thread.currentThread().interrupt();
    assertEquals(0, run("0"));
    String uri = out.toString(UTF_8).strip();
    assertTrue(uri.matches("tcp://127\\.0\\.0\\.1:\\d+"), uri);
    assertThrows(MqttException.class, () -> new TestClient(URI.create(uri), "late").close());
  }

  @Test
  void saysWhenThePortIsInUse() {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      assertEquals(1, run(Integer.toString(broker.port())));
      assertEquals(
          "Cannot start an MQTT broker on 127.0.0.1:" + broker.port() + ": Address already in use",
          err.toString(UTF_8).strip());
    }
  }

  @Test
  void refusesWrongArguments() {
    for (String[] args : new String[][] {{"x"}, {"-1"}, {"65536"}, {"1883", "more"}}) {
      err.reset();
      assertEquals(2, run(args));
      assertEquals(
          "Usage: BrokerMain [port], 0 to 65535; default 1883", err.toString(UTF_8).strip());
    }
  }

  private int run(String... args) {
    return BrokerMain.run(
        args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private static List<Path> entries(Path dir) throws IOException {
    try (Stream<Path> entries = Files.list(dir)) {
      return entries.toList();
    }
  }
}
