package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import io.world.Hello;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/cli.md and of the README, and compares what they print. */
class CliDocsTest {
  private static final Path ROOT = Path.of("..");
  private static final String STATUS =
      "{\"online\":true,\"mappings\":[\"v5\",\"v3\"],\"session\":\"1\"}";

  private Mosquitto broker;
  @TempDir private Path directory;

  @BeforeEach
  void start() {
    Mosquitto.require("bash");
    broker = Mosquitto.start();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private RemotingConnection serve(String clientId) {
    RemotingConnection connection =
        MqttRemoting.connection(broker.uri().toString()).clientId(clientId).connect();
    connection.serve(new Hello());
    return connection;
  }

  @Test
  void theReadmePrintsWhatItSays() throws Exception {
    try (RemotingConnection connection = serve("hello-service")) {
      assertTrue(connection.isConnected());
      assertEquals(1, run(ROOT.resolve("README.md")));
    }
  }

  @Test
  void thePagePrintsWhatItSays() throws Exception {
    try (RemotingConnection connection = serve("hello-1");
        RemotingConnection plant =
            MqttRemoting.connection(broker.uri().toString())
                .clientId("plant-1")
                .namespace("plant7")
                .connect();
        RawClient raw = new RawClient(broker.uri(), "raw")) {
      assertTrue(connection.isConnected());
      plant.serve(new Hello(), ServiceOptions.defaults().withInstance("kitchen"));
      raw.retain("plant7/@cellar/io.world/Hello/_status/plant-2", STATUS);
      raw.retain("plant7/tb.simple/SimpleInterface/prop/propBool", "true");
      assertTrue(run(ROOT.resolve("docs/cli.md")) > 8);
    }
  }

  @Test
  void thePageHasAllExitCodes() throws Exception {
    List<String> rows =
        Files.readAllLines(ROOT.resolve("docs/cli.md")).stream()
            .filter(line -> line.matches("\\| \\d+ \\| `.*"))
            .map(line -> line.replaceAll("\\| (\\d+) \\| `(\\w+)`.*", "$1 $2"))
            .toList();
    assertEquals(
        Arrays.stream(ExitCode.values()).map(code -> code.number() + " " + code).toList(), rows);
  }

  /** Runs all examples of a page; returns how many there are. */
  private int run(Path page) throws Exception {
    List<String> lines = Files.readAllLines(page);
    int examples = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```sh") && lines.get(i + 1).matches("\\$ (mqtt-remoting|cat) .*")) {
        int end = i + 1;
        while (!lines.get(end).equals("```")) {
          end++;
        }
        List<String> expected = lines.subList(i + 1, end);
        DocShell shell = new DocShell(broker, directory);
        List<String> shown = new ArrayList<>(shell.run(expected));
        assertEquals(
            DocShell.normalized(expected), DocShell.normalized(shown), page + ", line " + (i + 2));
        examples++;
      }
    }
    return examples;
  }
}
