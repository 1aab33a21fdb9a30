package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.cli.CliSession.Result;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import io.world.Hello;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Removes leftovers beside a service that is there. */
class CleanTest {
  private static final String DEAD = "plant7/@kitchen/io.world/Hello/_status/dead-1";
  private static final String DEAD_CONNECTION = "plant7/_remoting/dead-1";
  private static final String OFFLINE = "io.world/Bye/_status/off-1";
  private static final String VALUE = "plant7/@kitchen/io.world/Hello/prop/last";
  private static final String FOREIGN = "tb.simple/Simple/prop/count";

  private Mosquitto broker;
  private RemotingConnection connection;
  private RawClient raw;

  @BeforeEach
  void leave() {
    broker = Mosquitto.start();
    connection = MqttRemoting.connection(broker.uri().toString()).clientId("here").connect();
    connection.serve(new Hello());
    raw = new RawClient(broker.uri(), "raw");
    raw.retain(DEAD, "{\"online\":true,\"session\":\"1\"}");
    raw.retain(DEAD_CONNECTION, "{\"online\":false,\"session\":\"1\"}");
    raw.retain(OFFLINE, "{\"online\":false}");
    raw.retain(VALUE, "1");
    raw.retain(FOREIGN, "2");
  }

  @AfterEach
  void close() {
    raw.close();
    connection.close();
    broker.close();
  }

  private CliSession cli() {
    return new CliSession(broker.uri().toString());
  }

  private List<String> retained() {
    return raw.retained("#").stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .filter(topic -> !topic.startsWith("io.world/Hello/") && !topic.equals("_remoting/here"))
        .toList();
  }

  private static final String[] SHOWN = {
    "io.world/Bye/_status/off-1                     offline",
    "plant7/@kitchen/io.world/Hello/_status/dead-1  dead: killed or cut off",
    "plant7/_remoting/dead-1                        a connection that is gone"
  };

  private static final String STAY =
      "the values of these services stay; --values removes them with the statuses";

  @Test
  void itShowsAsksAndRemoves() {
    assertEquals(new Result(0, List.of(SHOWN), List.of(STAY)), cli().run("clean", "--dry-run"));
    assertEquals(List.of(OFFLINE, DEAD, VALUE, DEAD_CONNECTION, FOREIGN), retained());
    assertEquals(
        new Result(
            1,
            List.of(SHOWN),
            List.of(STAY, "nothing was removed: there is no terminal to ask; use --yes")),
        cli().run("clean"));
    assertEquals(
        new Result(1, List.of(SHOWN), List.of(STAY, "Remove these 3 messages? [y/N] ")),
        cli().answering("n\n").run("clean"));
    assertEquals(List.of(OFFLINE, DEAD, VALUE, DEAD_CONNECTION, FOREIGN), retained());
    assertEquals(
        new Result(
            0, List.of(SHOWN), List.of(STAY, "Remove these 3 messages? [y/N] removed 3 of 3")),
        cli().answering("y\n").run("clean"));
    assertEquals(List.of(VALUE, FOREIGN), retained());
    assertEquals(
        new Result(0, List.of(), List.of("nothing to remove at " + broker.uri())),
        cli().run("clean"));
    assertEquals(
        List.of("io.world/Hello"),
        cli().run("list", "--online", "--json").out().stream()
            .map(line -> line.replaceAll(".*\"address\":\"([^\"]*)\".*", "$1"))
            .toList());
  }

  @Test
  void valuesAreRemovedOnlyIfThatIsAsked() {
    String warning =
        "warning: programs in C++ and Python that are subscribed to a value may end when it is"
            + " removed";
    assertEquals(
        new Result(
            0,
            List.of(
                "{\"topic\":\"" + DEAD + "\",\"reason\":\"dead: killed or cut off\"}",
                "{\"topic\":\"" + VALUE + "\",\"reason\":\"a value; no service is online\"}"),
            List.of(warning, "removed 2 of 2")),
        cli().run("clean", "--values", "--yes", "--json", "KITCHEN"));
    assertEquals(List.of(OFFLINE, DEAD_CONNECTION, FOREIGN), retained());
    assertEquals(
        new Result(
            0,
            List.of(FOREIGN + "  a value; no service is online"),
            List.of(warning, "removed 1 of 1")),
        cli().run("clean", "--values", "--yes", "tb.simple/Simple"));
    assertEquals(List.of(OFFLINE, DEAD_CONNECTION), retained());
  }

  @Test
  void aServiceThatIsBackKeepsItsStatus() {
    assertEquals(
        List.of(
            "plant7/@kitchen/io.world/Hello/_status/dead-1  dead: killed or cut off",
            "plant7/_remoting/dead-1                        a connection that is gone"),
        cli().run("clean", "--dry-run", "-n", "plant7").out());
    try (RemotingConnection back =
        MqttRemoting.connection(broker.uri().toString())
            .clientId("dead-1")
            .namespace("plant7")
            .connect()) {
      back.serve(new Hello(), ServiceOptions.defaults().withInstance("kitchen"));
      assertEquals(
          new Result(0, List.of(), List.of("nothing to remove at " + broker.uri())),
          cli().run("clean", "-n", "plant7"));
    }
  }
}
