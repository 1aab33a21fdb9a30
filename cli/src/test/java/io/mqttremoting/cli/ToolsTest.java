package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.cli.CliSession.Result;
import io.mqttremoting.cli.CliSession.Running;
import io.mqttremoting.cli.terminal.Json;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.RawClient;
import io.world.Hello;
import io.world.IHello;
import io.world.Message;
import io.world.RefusedException;
import io.world.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that serve, record, measure and check. */
class ToolsTest {
  private static Mosquitto broker;
  private static RemotingConnection connection;

  @TempDir private Path directory;

  @BeforeAll
  static void serve() {
    broker = Mosquitto.start();
    connection = MqttRemoting.connect(uri());
    connection.serve(new Hello());
  }

  @AfterAll
  static void close() {
    connection.close();
    broker.close();
  }

  private static String uri() {
    return broker.uri().toString();
  }

  private static CliSession cli() {
    return new CliSession(uri());
  }

  @Test
  void doctorFindsWhatMosquittoHas() {
    Result result = cli().run("doctor");
    assertEquals(0, result.code(), result::toString);
    assertEquals(List.of("the library works with " + uri()), result.err());
    assertEquals(
        List.of(
            "ok     connection",
            "ok     MQTT 3.1.1, too",
            "ok     own messages",
            "ok     wildcards",
            "ok     dots in topics",
            "ok     retained messages",
            "ok     retained and wildcards",
            "ok     removing retained messages",
            "ok     QoS 1",
            "ok     QoS 2",
            "ok     properties of MQTT 5",
            "ok     reason codes",
            "ok     latency",
            "ok     shared subscriptions",
            "ok     message size"),
        result.out().stream().map(line -> line.substring(0, 35).strip()).toList());
    try (RawClient raw = new RawClient(broker.uri(), "raw")) {
      assertEquals(List.of(), raw.retained("mqtt-remoting-doctor/#"));
    }
  }

  @Test
  void doctorFindsWhatABrokerLacks() {
    try (Mosquitto small = Mosquitto.start("message_size_limit 300000", "max_qos 1")) {
      Result result = new CliSession(small.uri().toString()).run("doctor");
      assertEquals(0, result.code(), result::toString);
      assertEquals(
          List.of("the library works with " + small.uri() + ", except for what it lacks"),
          result.err());
      assertEquals(
          List.of("lacks  QoS 2", "lacks  message size"),
          result.out().stream()
              .filter(line -> !line.startsWith("ok"))
              .map(line -> line.substring(0, 35).strip())
              .toList());
    }
  }

  @Test
  void doctorGoesOnIfABrokerClosesTheConnectionOnQos2() {
    try (Mosquitto small = Mosquitto.start("max_qos 1")) {
      Result result = new CliSession(small.uri().toString()).run("doctor", "--mqtt", "3.1.1");
      assertEquals(0, result.code(), result::toString);
      assertEquals(
          List.of("lacks  QoS 2                       messages do not arrive"),
          result.out().stream().filter(line -> !line.startsWith("ok")).toList());
      assertTrue(result.out().stream().anyMatch(line -> line.startsWith("ok     message size")));
    }
  }

  @Test
  void doctorSaysWhenTheLibraryDoesNotWork() {
    try (Mosquitto poor = Mosquitto.start("retain_available false")) {
      assertEquals(
          new Result(
              1,
              List.of(
                  "FAILS  connection                  cannot connect to "
                      + poor.uri()
                      + ": it retains no messages, which presence and properties need"),
              List.of("the library does not work with " + poor.uri())),
          new CliSession(poor.uri().toString()).run("doctor"));
    }
  }

  @Test
  void benchMeasuresCalls() {
    Result result =
        cli()
            .run(
                "bench",
                "io.world/Hello.say",
                "msg={\"content\":\"x\"}",
                "when=NOW",
                "--json",
                "--for",
                "300ms",
                "--warm-up",
                "100ms",
                "--at-once",
                "4");
    assertEquals(0, result.code(), result::toString);
    assertEquals(List.of("calling io.world/Hello.say for 0.4 s"), result.err());
    JsonNode figures = Json.parse(result.out().get(0));
    assertEquals(0, figures.get("failed").asInt());
    assertTrue(figures.get("calls").asInt() > 4, figures::toString);
    assertTrue(
        figures.get("latencyMillis").get("p50").asDouble()
            <= figures.get("latencyMillis").get("max").asDouble(),
        figures::toString);
    Result shown =
        cli()
            .run(
                "bench",
                "io.world/Hello.say",
                "msg={\"content\":\"x\"}",
                "when=NOW",
                "--for",
                "300ms",
                "--warm-up",
                "100ms");
    assertTrue(
        shown.out().get(0).matches("\\d+ calls/s  \\(\\d+ in 0\\.\\d s, 1 at once, 0 failed\\)"),
        shown::toString);
    assertTrue(shown.out().get(1).matches("  min    \\d+\\.\\d\\d ms"), shown::toString);
    cli()
        .run("bench", "io.world/Hello.say", "msg={\"content\":\"x\"}", "when=NEVER")
        .failed(20, "refused: never is never  (APPLICATION)");
  }

  /** Answers once, and then no more. */
  private static final class Tired implements IHello {
    private final Hello hello = new Hello();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public Message getLast() {
      return hello.getLast();
    }

    @Override
    public void setLast(Message last) {
      hello.setLast(last);
    }

    @Override
    public Subscription onLastChanged(Consumer<Message> handler) {
      return hello.onLastChanged(handler);
    }

    @Override
    public int say(Message msg, When when) throws RefusedException {
      if (calls.getAndIncrement() > 0) {
        throw new RefusedException("too tired");
      }
      return 1;
    }

    @Override
    public Subscription onJustSaid(Consumer<Message> handler) {
      return hello.onJustSaid(handler);
    }
  }

  @Test
  void benchSaysWhyCallsFailed() {
    connection.serve(new Tired(), ServiceOptions.defaults().withName("Tired"));
    String[] bench = {"bench", "io.world/Tired.say", "{\"content\":\"x\"}", "0", "--for", "100ms"};
    Result shown = cli().run(concat(bench, "--warm-up", "1ms"));
    assertEquals(1, shown.code());
    assertEquals(
        "the first failure was APPLICATION: too tired (refused)",
        shown.out().get(1),
        shown::toString);
  }

  @Test
  void mockAnswersFromExamplesAndTypes() throws Exception {
    Path contract = directory.resolve("hello.json");
    Files.write(contract, cli().run("describe", "--json", "io.world/Hello").out());
    Path examples = directory.resolve("examples.json");
    Files.writeString(
        examples,
        """
        {"values": {"last": {"content": "first"}},
         "operations": {"say": [
           {"arguments": {"when": 2}, "error": "refused", "message": "not now"},
           {"arguments": [{"content": "busy"}, 0], "error": "RESOURCE_EXHAUSTED"},
           {"arguments": [{"content": "a"}, 0], "result": 42, "afterMillis": 20}]},
         "signals": [{"name": "justSaid", "arguments": [{"content": "tick"}], "everyMillis": 50}]}
        """);
    Running mock =
        cli()
            .start(
                "mock",
                contract.toString(),
                "--examples",
                examples.toString(),
                "--name",
                "Mock",
                "--client-id",
                "mock-1");
    mock.awaitTold("serving io.world/Mock as mock-1 at " + uri() + "; Ctrl-C ends it");
    String[] call = {"call", "io.world/Mock.say", "{\"content\":\"a\"}", "NOW"};
    cli().run(call).printed("42");
    call[3] = "NEVER";
    cli().run(call).failed(20, "refused: not now  (APPLICATION)");
    call[3] = "SOON";
    cli().run(call).printed("0");
    cli()
        .run("call", "io.world/Mock.say", "{\"content\":\"busy\"}", "NOW")
        .failed(14, "io.world/Mock.say:   (RESOURCE_EXHAUSTED)");
    cli().run("get", "io.world/Mock.last").printed("{\"content\":\"first\"}");
    cli()
        .run("set", "--confirm", "io.world/Mock.last", "{\"content\":\"b\"}")
        .printed("{\"content\":\"b\"}");
    assertEquals(
        "{\"content\":\"tick\"}",
        cli()
            .run("watch", "io.world/Mock.justSaid", "--count", "1")
            .out()
            .get(0)
            .replaceAll(".*\\((.*)\\)", "$1"));
    assertEquals(
        List.of(
            "say({\"content\":\"a\"},0)  →  42",
            "say({\"content\":\"a\"},2)  →  refused: not now",
            "say({\"content\":\"a\"},1)  →  0",
            "say({\"content\":\"busy\"},0)  →  RESOURCE_EXHAUSTED",
            "last = {\"content\":\"b\"}"),
        mock.stop().await().out());
    cli().run("wait", "io.world/Mock", "--gone").printed();
  }

  @Test
  void wrongContractsAndExamplesAreNamed() throws Exception {
    Path file = directory.resolve("x.json");
    Files.writeString(file, "{}");
    cli()
        .run("mock", file.toString())
        .failed(
            4, "x.json is not an ApiGear module, a rule is broken:", "- the module has no 'name'");
    String[] mock = {"mock", "--like", "io.world/Hello", "--name", "M", "--examples", "" + file};
    Files.writeString(file, "{\"operations\":{\"sya\":[]}}");
    cli().run(mock).failed(4, file + ": the contract has no operation 'sya'; did you mean 'say'?");
    Files.writeString(file, "{\"operations\":{\"say\":[{\"reslut\":1}]}}");
    Result unknown = cli().run(mock);
    assertEquals(4, unknown.code());
    assertTrue(
        unknown.err().get(0).startsWith(file + ": operations.say[0].reslut: "), unknown::toString);
    cli().run("mock", "/no/file").failed(4, "there is no file /no/file");
  }

  @Test
  void aRecordingIsReplayedAsServiceAndAsClients() throws Exception {
    Path file = directory.resolve("hello.jsonl");
    Running record = cli().start("record", "io.world/Hello", file.toString());
    record.awaitTold("recording io.world/Hello to " + file + "; Ctrl-C ends it");
    Await.until(
        "the first value is recorded", () -> read(file).contains("\"topic\":\"prop/last\""));
    String[] call = {
      "call", "io.world/Hello.say", "{\"content\":\"rec\"}", "0", "-m", "token=secret"
    };
    String count = cli().run(call).out().get(0);
    call[3] = "NEVER";
    assertEquals(20, cli().run(call).code());
    cli().run("set", "--mqtt", "3.1.1", "io.world/Hello.last", "{\"content\":\"set\"}").printed();
    call[3] = "SOON";
    assertEquals(0, cli().run(concat(call, "--mqtt", "3.1.1")).code());
    Await.until("all is recorded", () -> read(file).contains("\"topic\":\"rpc/v3/say/"));
    assertEquals(0, record.stop().await().code());
    assertTrue(read(file).contains("\"token\":\"***\""), () -> read(file));
    assertTrue(!read(file).contains("secret"), () -> read(file));
    cli()
        .run("record", "io.world/Hello", file.toString())
        .failed(4, file + " exists; use another, or --overwrite");

    Running service =
        cli()
            .start(
                "replay",
                file.toString(),
                "--as",
                "service",
                "--to",
                "io.world/R",
                "--speed",
                "1000");
    Await.until("it answers", () -> service.err().size() == 2);
    call[1] = "io.world/R.say";
    call[3] = "0";
    cli().run(call).printed(count);
    cli().run(concat(call, "--mqtt", "3.1.1")).printed(count);
    call[3] = "2";
    cli().run(call).failed(20, "refused: never is never  (APPLICATION)");
    call[2] = "0";
    cli()
        .run(call)
        .failed(12, "io.world/R.say: the recording has no reply to this call  (UNIMPLEMENTED)");
    Result same =
        cli()
            .run(
                "replay",
                file.toString(),
                "--as",
                "clients",
                "--to",
                "io.world/R",
                "--speed",
                "1000");
    assertEquals(0, same.code(), same::toString);
    assertEquals(
        List.of("3 calls, 0 with another reply than recorded"), same.err(), same::toString);
    assertTrue(same.out().contains("last = {\"content\":\"set\"}"), same::toString);
    assertTrue(
        same.out().contains("say({\"content\":\"rec\"},2)  →  refused: never is never"),
        same::toString);
    assertEquals(0, service.stop().await().code());

    Result other = cli().run("replay", file.toString(), "--as", "clients", "--speed", "1000");
    assertEquals(1, other.code());
    assertEquals(List.of("3 calls, 2 with another reply than recorded"), other.err());
    assertTrue(
        other.out().stream().anyMatch(line -> line.endsWith("  was: " + count)), other::toString);
  }

  @Test
  void longWorkSaysOnATerminalHowFarItIs() throws Exception {
    Path file = directory.resolve("progress.jsonl");
    Running record =
        cli().onErrorTerminal().start("record", "--json", "io.world/Hello", file.toString());
    Await.until(
        () -> "progress in " + record.err(),
        () ->
            record.err().stream()
                .anyMatch(line -> line.matches("\u001b\\[K\\d messages so far  \\d s")));
    Result recorded = record.stop().await();
    assertEquals(
        List.of(
            Json.object()
                .put("file", file.toString())
                .put("messages", Files.readAllLines(file).size() - 1)
                .put("dropped", 0)
                .toString()),
        recorded.out());
    String[] bench = {"bench", "io.world/Hello.say", "{\"content\":\"x\"}", "0", "--for", "1s"};
    Result measured = cli().onErrorTerminal().run(concat(bench, "--warm-up", "1s"));
    for (String what : new String[] {"warming up", "measuring"}) {
      assertTrue(
          measured.err().stream()
              .anyMatch(
                  line -> line.matches("\u001b\\[K" + what + " for 1.0 s: \\d+ calls so far  0 s")),
          measured::toString);
    }
    Running wait = cli().onErrorTerminal().start("wait", "io.world/Nobody", "--for", "2m");
    wait.awaitTold("\u001b[Kwaiting for io.world/Nobody, at most 2 min  0 s");
    cli().start("mock", "--like", "io.world/Hello", "--name", "Nobody", "--for", "2s");
    assertEquals(0, wait.await().code());
  }

  @Test
  void aRecordingOfAnotherLanguageIsReplayed() throws Exception {
    Path file = directory.resolve("simple.jsonl");
    Files.write(
        file,
        List.of(
            "{\"recording\":\"mqtt-remoting-recording/1\",\"address\":\"tb.simple/Simple\"}",
            "{\"time\":\"2026-01-01T00:00:00Z\",\"topic\":\"prop/propBool\",\"payload\":true,\"qos\":1,\"retained\":true}",
            "{\"time\":\"2026-01-01T00:00:01Z\",\"topic\":\"rpc/funcBool\",\"payload\":[true],\"responseTopic\":\"tb.simple/Simple/rpc/funcBool/1/result\",\"correlationData\":\"AQ==\"}",
            "{\"time\":\"2026-01-01T00:00:02Z\",\"topic\":\"rpc/funcBool/1/result\",\"payload\":false,\"correlationData\":\"AQ==\"}",
            "{\"time\":\"2026-01-01T00:00:03Z\",\"topic\":\"sig/sigBool\",\"payload\":[true]}"));
    Running service = cli().start("replay", file.toString(), "--as", "service", "--speed", "1000");
    Await.until("it answers", () -> service.err().size() == 2);
    assertEquals("published 2 values and signals; answering calls", service.err().get(1));
    cli().run("call", "tb.simple/Simple.funcBool", "true").printed("false");
    cli().run("get", "tb.simple/Simple").printed("propBool  true");
    Result described = cli().run("describe", "tb.simple/Simple");
    assertEquals(List.of("tb.simple/Simple", "propBool  true"), described.out());
    assertEquals(0, service.stop().await().code());
    Files.writeString(file, "{\"a\":1}\n");
    cli()
        .run("replay", file.toString(), "--as", "clients")
        .failed(4, file + ", line 1: this is no recording of mqtt-remoting record");
  }

  /** Traffic of the Python template, recorded with another tool. */
  private static List<String> recordedFromPython(String id) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("{\"recording\":\"mqtt-remoting-recording/1\",\"address\":\"" + id + "\"}");
    Path vectors = Path.of("..", "mqtt5", "src", "test", "resources", "vectors");
    for (String line : Files.readAllLines(vectors.resolve("python-peer.jsonl"))) {
      JsonNode vector = Json.parse(line);
      String topic = vector.get("topic").asText();
      if (topic.startsWith(id + "/")) {
        ObjectNode entry = Json.object();
        entry.put("time", Instant.EPOCH.plusSeconds(lines.size()).toString());
        entry.put("topic", topic.substring(id.length() + 1));
        entry.set("text", vector.get("payload"));
        if (vector.hasNonNull("responseTopic")) {
          entry.set("responseTopic", vector.get("responseTopic"));
        }
        if (vector.hasNonNull("correlationDataHex")) {
          byte[] bytes = HexFormat.of().parseHex(vector.get("correlationDataHex").asText());
          entry.put("correlationData", Base64.getEncoder().encodeToString(bytes));
        }
        lines.add(entry.toString());
      }
    }
    return lines;
  }

  @Test
  void theServiceOfAnotherLanguageAnswersItsClientsAgain() throws Exception {
    String id = "tb.simple/SimpleInterface";
    Path file = Files.write(directory.resolve("python.jsonl"), recordedFromPython(id));
    Running service =
        cli().start("replay", file.toString(), "--as", "service", "--speed", "100000");
    Await.until("it answers", () -> service.err().size() == 2);
    cli().run("call", id + ".funcBool", "true").printed("true");
    cli()
        .run("call", id + ".funcString", "hi")
        .failed(
            2,
            id + " tells no contract: only its values are known",
            "an argument: 'hi' is not JSON: Unrecognized token 'hi': was expecting (JSON String, Number,"
                + " Array, Object or token 'null', 'true' or 'false'); a text is written as '\"hi\"'");
    Result clients = cli().run("replay", file.toString(), "--as", "clients", "--speed", "100000");
    assertEquals(0, clients.code(), clients::toString);
    assertTrue(
        clients.err().get(0).matches("\\d+ calls, 0 with another reply than recorded"),
        clients::toString);
    assertTrue(clients.out().size() > 5, clients::toString);
    assertEquals(0, service.stop().await().code());
  }

  private static String[] concat(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
