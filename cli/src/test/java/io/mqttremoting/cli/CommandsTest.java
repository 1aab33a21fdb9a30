package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.cli.CliSession.Result;
import io.mqttremoting.cli.CliSession.Running;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import io.world.Hello;
import io.world.Message;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses hello-world with the commands that see and use services. */
class CommandsTest {
  private static Mosquitto broker;

  private RemotingConnection connection;
  private final Hello hello = new Hello();

  @BeforeAll
  static void startBroker() {
    broker = Mosquitto.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void serve() {
    connection = MqttRemoting.connection(uri()).clientId("hello-1").connect();
    connection.serve(hello);
  }

  @AfterEach
  void close() {
    connection.close();
    try (RawClient raw = new RawClient(broker.uri(), "cleaner")) {
      raw.subscribe("#");
      raw.fence();
      raw.seen().forEach(packet -> raw.forget(packet.topic()));
    }
  }

  private static String uri() {
    return broker.uri().toString();
  }

  private static CliSession cli() {
    return new CliSession(uri());
  }

  /** The status that the service publishes says when it came. */
  private static Instant since() {
    String line = cli().run("list", "--json", "--online").out().get(0);
    return Instant.parse(line.replaceAll(".*\"since\":\"([^\"]*)\".*", "$1"));
  }

  @Test
  void listShowsNamespacesInterfacesAndInstances() throws Exception {
    try (RemotingConnection plant =
            MqttRemoting.connection(uri()).clientId("plant-1").namespace("plant7").connect();
        RawClient raw = new RawClient(broker.uri(), "raw")) {
      plant.serve(new Hello(), ServiceOptions.defaults().withInstance("kitchen"));
      plant.serve(new Hello(), ServiceOptions.defaults().withInstance("cellar")).close();
      plant.serve(new Hello(), ServiceOptions.defaults().withInstance("room-10"));
      plant.serve(new Hello(), ServiceOptions.defaults().withInstance("room-9"));
      raw.retain("plant7/tb.simple/SimpleInterface/prop/propBool", "true");
      raw.retain("plant7/io.old/Old/_status/old-1", "{\"online\":true,\"session\":\"1\"}");
      Clock later = Clock.fixed(since().plusSeconds(3 * 3600 + 5), ZoneOffset.UTC);
      cli()
          .clock(later)
          .run("list")
          .printed(
              uri(),
              "└─ io.world/Hello             –  hello-1  MQTT 5, 3.1.1  up 3 h",
              "plant7",
              "├─ io.old/Old                 –  old-1    –              dead (killed or cut off)",
              "├─ io.world/Hello",
              "│  ├─ @cellar                 –  plant-1  –              offline",
              "│  ├─ @kitchen                –  plant-1  MQTT 5, 3.1.1  up 3 h",
              "│  ├─ @room-9                 –  plant-1  MQTT 5, 3.1.1  up 3 h",
              "│  └─ @room-10                –  plant-1  MQTT 5, 3.1.1  up 3 h",
              "└─ tb.simple/SimpleInterface  –  (only values; says nothing of itself)");
      cli()
          .run("list", "--json", "-n", "plant7", "Simple")
          .printed(
              "{\"address\":\"plant7/tb.simple/SimpleInterface\",\"state\":\"VALUES_ONLY\","
                  + "\"namespace\":\"plant7\",\"module\":\"tb.simple\","
                  + "\"interface\":\"SimpleInterface\",\"mappings\":[]}");
      assertEquals(
          List.of("io.world/Hello", "plant7/io.world/Hello@kitchen"),
          cli().run("list", "--online", "--json").out().stream()
              .filter(line -> !line.contains("room-"))
              .map(line -> line.replaceAll(".*\"address\":\"([^\"]*)\".*", "$1"))
              .toList());
    }
  }

  @Test
  void describeShowsTheContract() {
    cli()
        .run("describe", "io.world/Hello")
        .printed(
            "io.world/Hello  contract b542417d8b32fe99",
            "",
            "properties",
            "  last: Message",
            "",
            "operations",
            "  say(msg: Message, when: When): int32  fails with refused",
            "",
            "signals",
            "  justSaid(arg1: Message)",
            "",
            "types",
            "  struct Message { content: string }",
            "  enum When { NOW = 0, SOON = 1, NEVER = 2 }");
    cli()
        .run("describe", "io.world/Hello.say")
        .printed("say(msg: Message, when: When): int32  fails with refused");
    assertTrue(
        cli()
            .run("describe", "--json", "io.world/Hello")
            .out()
            .get(0)
            .startsWith("{\"schema\":\"apigear.module/1.0\",\"name\":\"io.world\","));
  }

  @Test
  void aWrongNameSuggestsTheRightOne() {
    cli()
        .run("describe", "io.world/Helo")
        .failed(3, "there is no io.world/Helo at " + uri() + "; did you mean 'io.world/Hello'?");
    cli()
        .run("call", "io.world/Hello.sya")
        .failed(3, "io.world/Hello has no operation 'sya'; did you mean 'say'?");
    cli()
        .run("get", "io.world/Hello.lats")
        .failed(3, "io.world/Hello has no property 'lats'; did you mean 'last'?");
    cli()
        .run("call", "io.world/Helo.say")
        .failed(
            18,
            "there is no io.world/Helo at " + uri() + "; did you mean 'io.world/Hello'?",
            "io.world/Helo.say: nobody serves it: the broker knows no subscriber  (UNAVAILABLE)");
    cli()
        .run("call", "io.world/Hello.say", "mgs={}", "when=0")
        .failed(2, "there is no parameter 'mgs'; did you mean 'msg'?");
    cli()
        .run("call", "io.world/Hello.say", "msg={}", "when=SON")
        .failed(2, "argument 'when': 'SON' is no When; did you mean SOON?");
    cli()
        .run("lst")
        .failed(2, "there is no command 'lst'; did you mean 'list'?", "see mqtt-remoting --help");
    cli()
        .run("--uri", "tcp://localhost", "list")
        .failed(
            2,
            "options stand after the command: mqtt-remoting COMMAND --uri",
            "see mqtt-remoting --help");
    cli()
        .run("list", "a", "b")
        .failed(2, "'b' is more than this command takes", "see mqtt-remoting list --help");
  }

  @Test
  void callTakesArgumentsByNameAndInOrder() {
    cli().run("call", "io.world/Hello.say", "msg={\"content\":\"hi\"}", "when=NOW").printed("1");
    cli().run("call", "io.world/Hello.say", "when=1", "msg={\"content\":\"a=b\"}").printed("2");
    cli().run("call", "io.world/Hello.say", "{\"content\":\"hi\"}", "0", "--json").printed("3");
    assertEquals(new Message("hi"), hello.getLast());
    cli()
        .run("call", "io.world/Hello.say", "{\"content\":\"hi\"}")
        .failed(2, "there is 1 argument; the parameters are (msg: Message, when: When)");
    cli()
        .run("call", "io.world/Hello.say", "when=0")
        .failed(2, "the argument 'msg' is missing; the parameters are (msg: Message, when: When)");
    cli()
        .run("call", "io.world/Hello.say", "msg={", "when=0")
        .failed(
            2,
            "argument 'msg': '{' is not JSON: Unexpected end-of-input: expected close marker for"
                + " Object; write it like {\"content\":\"\"}");
  }

  @Test
  void errorsHaveTheirCodes() {
    String[] never = {"call", "io.world/Hello.say", "msg={\"content\":\"x\"}", "when=NEVER"};
    cli().run(never).failed(20, "refused: never is never  (APPLICATION)");
    cli()
        .run("call", "io.world/Hello.say", "{\"content\":\"x\"}", "NEVER", "--json")
        .failed(
            20,
            "{\"error\":{\"code\":\"APPLICATION\",\"message\":\"never is never\","
                + "\"type\":\"refused\"}}");
    cli()
        .run("call", "io.world/Hello.say", "{\"content\":\"x\"}", "7")
        .failed(11, "io.world/Hello.say: argument 'when': 7 is not a When  (INVALID_ARGUMENT)");
    cli()
        .onTerminal()
        .run(never)
        .failed(20, "\u001b[31mrefused: never is never\u001b[0m  \u001b[2m(APPLICATION)\u001b[0m");
    cli()
        .onTerminal()
        .with("NO_COLOR", "1")
        .run(never)
        .failed(20, "refused: never is never  (APPLICATION)");
  }

  @Test
  void aBrokerThatIsNotThereIsNamed() {
    new CliSession("tcp://127.0.0.1:1")
        .run("list", "--timeout", "2s")
        .failed(
            18,
            "cannot connect to tcp://127.0.0.1:1: Connection refused: /127.0.0.1:1  (UNAVAILABLE)");
  }

  @Test
  void metadataTravelsBesideTheCall() {
    AtomicReference<Map<String, String>> seen = new AtomicReference<>(Map.of());
    try (RemotingConnection other = MqttRemoting.connection(uri()).connect()) {
      other.serve(
          new Hello(),
          ServiceOptions.defaults()
              .withName("Other")
              .withInterceptor(
                  (call, chain) -> {
                    if (!call.metadata().isEmpty()) {
                      seen.set(call.metadata().asMap());
                    }
                    return chain.proceed(call);
                  }));
      cli()
          .run(
              "call",
              "io.world/Other.say",
              "-m",
              "tenant=a",
              "-m",
              "trace=b c",
              "msg={\"content\":\"hi\"}",
              "when=0")
          .printed("1");
      assertEquals(Map.of("tenant", "a", "trace", "b c"), seen.get());
    }
    cli()
        .run("call", "io.world/Hello.say", "-m", "Tenant=a", "msg={\"content\":\"hi\"}", "when=0")
        .failed(
            11,
            "metadata 'Tenant': a key has lower-case letters, digits, '-', '_' and '.', begins with"
                + " a letter, and does not begin with 'remoting'");
  }

  @Test
  void theShownCommandDoesTheSame() throws Exception {
    Mosquitto.require("mosquitto_rr");
    String text = "it's $(touch x) `y` \\ \"z\" ü";
    String argument =
        "{\"content\":" + new com.fasterxml.jackson.databind.node.TextNode(text) + "}";
    Result shown =
        cli()
            .run("call", "--show-command", "-m", "tenant=o'k", "io.world/Hello.say", argument, "0");
    assertEquals(0, shown.code(), shown::toString);
    assertEquals(new Message(""), hello.getLast(), "it was called");
    Process process =
        new ProcessBuilder("sh", "-c", shown.out().get(0)).redirectErrorStream(true).start();
    String printed;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      printed = lines.lines().collect(Collectors.joining("\n"));
    }
    assertEquals("1", printed.strip());
    assertEquals(new Message(text), hello.getLast());
  }

  @Test
  void theCommandThatIsShownWithoutReplyPublishes() {
    cli()
        .run("call", "--show-command", "--no-reply", "io.world/Hello.say", "null", "0")
        .printed(
            "mosquitto_pub -V mqttv5 -h "
                + broker.uri().getHost()
                + " -p "
                + broker.uri().getPort()
                + " -D publish user-property remoting 1 -t io.world/Hello/rpc/say -m '[null,0]'");
    assertEquals(
        List.of("the line uses MQTT 5, because calls with 3.1.1 need more than mosquitto_rr"),
        cli()
            .run("call", "--show-command", "--mqtt", "3.1.1", "io.world/Hello.say", "null", "0")
            .err());
  }

  @Test
  void whyTextsAreNotUnderstoodIsSaid() {
    String noJson =
        ": 'x' is not JSON: Unrecognized token 'x': was expecting (JSON String, Number, Array,"
            + " Object or token 'null', 'true' or 'false'); a text is written as '\"x\"'";
    cli()
        .run("set", "io.world/Helo.last", "x")
        .failed(
            2,
            "there is no io.world/Helo at " + uri() + "; did you mean 'io.world/Hello'?",
            "the value" + noJson);
    connection.close();
    cli()
        .run("call", "io.world/Hello.say", "x")
        .failed(
            2,
            "io.world/Hello is not online, so its contract is not known",
            "an argument" + noJson);
  }

  @Test
  void watchKnowsTheMembers() {
    cli()
        .run("watch", "--for", "1s", "io.world/Hello.lst")
        .failed(3, "io.world/Hello has no property or signal 'lst'; did you mean 'last'?");
  }

  @Test
  void getPrintsValues() {
    hello.setLast(new Message("now"));
    Await.equal(
        List.of("{\"content\":\"now\"}"), () -> cli().run("get", "io.world/Hello.last").out());
    cli().run("get", "io.world/Hello").printed("last  {\"content\":\"now\"}");
    cli().run("get", "io.world/Hello", "--json").printed("{\"last\":{\"content\":\"now\"}}");
    cli().run("get", "--fresh", "io.world/Hello.last").printed("{\"content\":\"now\"}");
  }

  @Test
  void controlCharactersAreEscaped() {
    hello.setLast(new Message("a\u001b[31m\u009b\u202e\u2028\nb"));
    String expected = "{\"content\":\"a\\u001B[31m\\u009b\\u202e\\u2028\\nb\"}";
    Await.equal(List.of(expected), () -> cli().run("get", "io.world/Hello.last").out());
  }

  @Test
  void setChangesAProperty() {
    cli().run("set", "io.world/Hello.last", "{\"content\":\"a\"}").printed();
    Await.equal(new Message("a"), hello::getLast);
    cli()
        .run("set", "--confirm", "io.world/Hello.last", "{\"content\":\"b\"}")
        .printed("{\"content\":\"b\"}");
    cli()
        .input("{\"content\":\"c\"}\n")
        .run("set", "--confirm", "io.world/Hello.last", "-")
        .printed("{\"content\":\"c\"}");
    cli()
        .run("set", "io.world/Hello.last", "hi")
        .failed(
            2,
            "the value: 'hi' is not JSON: Unrecognized token 'hi': was expecting (JSON String,"
                + " Number, Array, Object or token 'null', 'true' or 'false'); write it like"
                + " {\"content\":\"\"}");
    cli()
        .run("set", "io.world/Hello", "1")
        .failed(2, "'io.world/Hello' names no property; write io.world/Hello.name");
  }

  @Test
  void watchPrintsValuesAndSignalsAsTheyCome() throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2026-11-30T09:31:02.114Z"), ZoneOffset.UTC);
    Running human = cli().clock(clock).start("watch", "io.world/Hello");
    Running json =
        cli().clock(clock).start("watch", "io.world/Hello.last", "--json", "--count", "2");
    human.awaitLines(1);
    json.awaitLines(1);
    hello.say(new Message("hi"), io.world.When.NOW);
    human.awaitLines(3);
    assertEquals(
        List.of(
            "09:31:02.114  justSaid    ({\"content\":\"hi\"})",
            "09:31:02.114  last        {\"content\":\"\"}",
            "09:31:02.114  last        {\"content\":\"\"}  →  {\"content\":\"hi\"}"),
        human.out().stream().sorted().toList());
    connection.close();
    human.awaitLines(4);
    assertEquals("09:31:02.114  offline", human.out().get(3));
    assertEquals(0, human.stop().await().code());
    json.await()
        .printed(
            "{\"time\":\"2026-11-30T09:31:02.114Z\",\"kind\":\"value\","
                + "\"address\":\"io.world/Hello\",\"name\":\"last\",\"value\":{\"content\":\"\"}}",
            "{\"time\":\"2026-11-30T09:31:02.114Z\",\"kind\":\"value\","
                + "\"address\":\"io.world/Hello\",\"name\":\"last\",\"value\":{\"content\":\"hi\"},"
                + "\"before\":{\"content\":\"\"}}");
  }

  @Test
  void watchGoesOnAfterTheBrokerHasRestarted() throws Exception {
    try (Mosquitto other = Mosquitto.start();
        RemotingConnection service = MqttRemoting.connect(other.uri().toString())) {
      Hello restarted = new Hello();
      service.serve(restarted);
      Running watch = new CliSession(other.uri().toString()).start("watch", "io.world/Hello.last");
      watch.awaitLines(1);
      other.kill();
      Await.until(
          () -> "loss in " + watch.err(),
          () ->
              watch.err().stream()
                  .anyMatch(line -> line.matches("the connection is lost: .*; connecting again")));
      other.restart();
      watch.awaitTold("connected again");
      Await.until("the service is back", service::isConnected);
      restarted.setLast(new Message("again"));
      watch.awaitLines(2);
      assertEquals(0, watch.stop().await().code());
    }
  }

  @Test
  void watchWithoutAnAddressShowsServices() {
    Running running = cli().start("watch");
    running.awaitLines(1);
    connection.close();
    running.awaitLines(2);
    List<String> lines = running.stop().await().out();
    assertTrue(
        lines.get(0).matches("[0-9:.]{12}  io.world/Hello  hello-1  up \\d+ s"), lines::toString);
    assertTrue(
        lines
            .get(lines.size() - 1)
            .matches("[0-9:.]{12}  io.world/Hello  hello-1  (offline|dead.*)"),
        lines::toString);
  }

  @Test
  void waitEndsWhenTheServiceOrTheValueIsThere() {
    cli().run("wait", "io.world/Hello").printed();
    Running value = cli().start("wait", "io.world/Hello.last", "{\"content\":\"go\"}");
    Running gone = cli().start("wait", "io.world/Hello", "--gone");
    hello.setLast(new Message("stay"));
    hello.setLast(new Message("go"));
    value.await().printed("{\"content\":\"go\"}");
    connection.close();
    gone.await().printed();
    cli()
        .run("wait", "io.world/Hello", "--for", "200ms")
        .failed(15, "after 0 s, io.world/Hello is not online  (DEADLINE_EXCEEDED)");
    cli()
        .run("wait", "io.world/Hello.last", "1", "--for", "200ms")
        .failed(15, "after 0 s, io.world/Hello.last is {\"content\":\"go\"}  (DEADLINE_EXCEEDED)");
  }

  /** A property with constants and one with a text. */
  @RemoteInterface(module = "io.world", name = "Lamp")
  public interface ILamp {
    /** What it shows. */
    enum Color {
      RED,
      GREEN
    }

    @Property
    Color getColor();

    @Property
    Subscription onColorChanged(Consumer<Color> handler);
  }

  private static final class Lamp implements ILamp {
    private final ObservableValue<Color> color = new ObservableValue<>(Color.RED);

    @Override
    public Color getColor() {
      return color.get();
    }

    @Override
    public Subscription onColorChanged(Consumer<Color> handler) {
      return color.onChange(handler);
    }
  }

  @Test
  void addressesInErrorsAreAsPeopleWriteThem() {
    connection.serve(new Hello(), ServiceOptions.defaults().withInstance("kitchen"));
    cli()
        .run("set", "--confirm", "io.world/Hello@kitchen.last", "{\"content\":5}")
        .failed(
            11,
            "io.world/Hello@kitchen.last: argument 'value': content: 5 is not a String"
                + "  (INVALID_ARGUMENT)");
  }

  @Test
  void aStackTraceIsIndented() {
    Result verbose = cli().run("call", "-v", "io.world/Hello.say", "{\"content\":\"\"}", "NEVER");
    assertTrue(verbose.err().get(2).startsWith("    at io.mqttremoting."), verbose::toString);
  }

  @Test
  void getAsksForAllValues() {
    hello.setLast(new Message("fresh"));
    cli().run("get", "--fresh", "io.world/Hello").printed("last  {\"content\":\"fresh\"}");
    cli()
        .run("get", "--fresh", "--json", "io.world/Hello")
        .printed("{\"last\":{\"content\":\"fresh\"}}");
  }

  @Test
  void listFindsTextsInUpperAndLowerCase() {
    assertEquals(1, cli().run("list", "--json", "hello").out().size());
  }

  @Test
  void waitSaysWhatIsNotThere() {
    cli()
        .run("wait", "io.world/Helo", "--for", "200ms")
        .failed(
            15,
            "there is no io.world/Helo at " + uri() + "; did you mean 'io.world/Hello'?",
            "after 0 s, io.world/Helo is not online  (DEADLINE_EXCEEDED)");
    try (RawClient raw = new RawClient(broker.uri(), "other")) {
      raw.retain("tb.simple/Simple/prop/count", "1");
      raw.fence();
    }
    cli()
        .run("wait", "tb.simple/Simple", "--for", "200ms")
        .failed(
            15,
            "after 0 s, tb.simple/Simple says nothing of itself; it has values,"
                + " which you can wait for  (DEADLINE_EXCEEDED)");
  }

  @Test
  void aWrongArgumentShowsWhatOneLooksLike() {
    String reason =
        "'hi' is not JSON: Unrecognized token 'hi': was expecting (JSON String, Number, Array,"
            + " Object or token 'null', 'true' or 'false'); write it like {\"content\":\"\"}";
    cli()
        .run("call", "io.world/Hello.say", "msg=hi", "when=NOW")
        .failed(2, "argument 'msg': " + reason);
  }

  @Test
  void waitKnowsTheConstantsAndMembersOfTheContract() {
    Lamp lamp = new Lamp();
    connection.serve(lamp);
    Running green = cli().start("wait", "io.world/Lamp.color", "GREEN");
    lamp.color.set(ILamp.Color.GREEN);
    green.await().printed("1");
    cli()
        .run("wait", "io.world/Lamp.color", "GREN")
        .failed(2, "the value: 'GREN' is no Color; did you mean GREEN?");
    cli()
        .run("wait", "io.world/Lamp.colour")
        .failed(3, "io.world/Lamp has no property 'colour'; did you mean 'color'?");
  }
}
