package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service publishes, and how it handles hand-written messages. */
class ServiceWireTest {
  private static Rig rig;
  private static RemotingConnection connection;
  private static RawClient raw;
  private static int calls;
  private static RawClient late;

  private final Hello hello = new Hello();
  private final Everything everything = new Everything();
  private ServiceHandle helloHandle;
  private ServiceHandle everythingHandle;

  @BeforeAll
  static void open() {
    rig = new Rig();
    connection = rig.connect("server");
    raw = rig.observer("raw");
    late = rig.raw("late");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void serve() {
    raw.fence();
    raw.clear();
    helloHandle = connection.serve(hello);
    everythingHandle = connection.serve(everything);
  }

  @AfterEach
  void end() {
    helloHandle.close();
    everythingHandle.close();
    late.retained("#").stream()
        .filter(line -> !line.startsWith("_remoting/")) // the connection publishes these only once
        .forEach(line -> late.forget(line.split(" ", 2)[0]));
  }

  @Test
  void firstValuesArePublishedRetainedExceptNull() {
    late.awaitRetained(
        "io.world/Hello/#",
        "io.world/Hello/_status/server"
            + " {\"online\":true,\"mappings\":[\"v3\"],\"contract\":\"b542417d8b32fe99\",\"session\":\"*\","
            + "\"memory\":\"*\",\"since\":\"*\"} qos0 retained",
        "io.world/Hello/prop/last {\"content\":\"\"} qos0 retained");
    late.awaitRetained(
        "_remoting/#", "_remoting/server {\"online\":true,\"session\":\"*\"} qos0 retained");
    late.awaitRetained(
        "io.test.wide/Everything/prop/#",
        "io.test.wide/Everything/prop/count 3 qos0 retained",
        "io.test.wide/Everything/prop/enabled true qos0 retained",
        "io.test.wide/Everything/prop/ratio 0.5 qos0 retained",
        "io.test.wide/Everything/prop/version \"1.2.3\" qos0 retained",
        "io.test.wide/Everything/prop/way_points [{\"x\":1,\"y\":2}] qos0 retained");
    raw.awaitLines("io.world/Hello/prop/", "io.world/Hello/prop/last {\"content\":\"\"} qos1");
  }

  @Test
  void closingIsSaidRetained() {
    helloHandle.close();
    late.awaitRetained(
        "io.world/Hello/_status/#",
        "io.world/Hello/_status/server {\"online\":false} qos0 retained");
    late.awaitRetained(
        "_remoting/#", "_remoting/server {\"online\":true,\"session\":\"*\"} qos0 retained");
  }

  @Test
  void changesArePublishedRetained() {
    raw.next("io.world/Hello/prop/last");
    hello.setLast(new Message("grüße"));
    assertEquals(
        "io.world/Hello/prop/last {\"content\":\"grüße\"} qos1",
        raw.next("io.world/Hello/prop/last").line());
    everything.path.set(List.of());
    everything.ratio.set(1e-3);
    raw.next("a path", p -> p.line().equals("io.test.wide/Everything/prop/way_points [] qos1"));
    raw.next("a ratio", p -> p.line().equals("io.test.wide/Everything/prop/ratio 0.001 qos1"));
    late.awaitRetained(
        "io.world/Hello/prop/#", "io.world/Hello/prop/last {\"content\":\"grüße\"} qos0 retained");
  }

  @Test
  void nullIsPublishedOnlyAfterAValue() {
    String topic = "io.test.wide/Everything/prop/name";
    everything.name.set("first");
    everything.name.set(null);
    assertEquals(topic + " \"first\" qos1", raw.next(topic).line());
    assertEquals(topic + " null qos1", raw.next(topic).line());
    late.awaitRetained(topic, topic + " null qos0 retained");
  }

  @Test
  void signalsArePublishedWithTheirArgumentsAndNotRetained() {
    hello.justSaid.forEach(handler -> handler.accept(new Message("now")));
    everything.tick.forEach(Runnable::run);
    everything.named.forEach(handler -> handler.accept("n"));
    everything.moved.forEach(handler -> handler.accept(7, new Point(8, 9)));
    everything.measured.forEach(handler -> handler.measured("heat", 1.5, Color.GREEN));
    everything.named.forEach(handler -> handler.accept(null));
    raw.awaitLines(
        "io.world/Hello/sig/", "io.world/Hello/sig/justSaid [{\"content\":\"now\"}] qos1");
    raw.awaitLines(
        "io.test.wide/Everything/sig/",
        "io.test.wide/Everything/sig/tick [] qos1",
        "io.test.wide/Everything/sig/named [\"n\"] qos1",
        "io.test.wide/Everything/sig/moved [7,{\"x\":8,\"y\":9}] qos1",
        "io.test.wide/Everything/sig/measured [\"heat\",1.5,20] qos1",
        "io.test.wide/Everything/sig/named [null] qos1");
    late.awaitRetained("io.world/Hello/sig/#");
    late.awaitRetained("io.test.wide/Everything/sig/#");
  }

  @Test
  void handWrittenChangeRequestIsExecuted() {
    raw.publish("io.world/Hello/set/last", " { \"unknown\" : [1], \"content\" : \"by hand\" } ");
    raw.next(
        "the new value",
        p -> p.line().equals("io.world/Hello/prop/last {\"content\":\"by hand\"} qos1"));
    raw.publish("io.test.wide/Everything/set/way_points", "[{\"y\":5},{}]");
    raw.next("the new path", p -> p.text().equals("[{\"x\":0,\"y\":5},{\"x\":0,\"y\":0}]"));
    raw.publish("io.test.wide/Everything/set/count", "5.0");
    raw.next("the new count", p -> p.line().equals("io.test.wide/Everything/prop/count 5 qos1"));
    raw.publish("io.test.wide/Everything/set/enabled", "false");
    raw.next("no more", p -> p.line().equals("io.test.wide/Everything/prop/enabled false qos1"));
  }

  @Test
  void handWrittenCallIsExecutedAndAnswered() {
    raw.next("io.world/Hello/prop/last");
    raw.publish(
        "io.world/Hello/rpc/v3/say",
        "{\"correlationData\":\"5f0c\",\"responseTopic\":\"io.world/Hello/rpc/v3/say/c1/result\","
            + "\"timeoutMillis\":30000,\"data\":[{\"content\":\"hi\"},1]}");
    assertEquals(
        "io.world/Hello/rpc/v3/say/c1/result {\"correlationData\":\"5f0c\",\"data\":1} qos1",
        raw.next("io.world/Hello/rpc/v3/say/c1/result").line());
    assertEquals(
        List.of(
            "io.world/Hello/_status/server"
                + " {\"online\":true,\"mappings\":[\"v3\"],\"contract\":\"b542417d8b32fe99\",\"session\":\"*\","
                + "\"memory\":\"*\",\"since\":\"*\"} qos1",
            "io.world/Hello/prop/last {\"content\":\"hi\"} qos1",
            "io.world/Hello/sig/justSaid [{\"content\":\"hi\"}] qos1"),
        raw.lines("io.world/Hello/").stream().filter(line -> !line.contains("/rpc/")).toList());
    late.awaitRetained("io.world/Hello/rpc/#");
  }

  @Test
  void envelopeMayBeInAnyOrderWithUnknownFieldsAndWithoutTimeout() {
    raw.publish(
        "io.world/Hello/rpc/v3/say",
        "{\"data\":[{\"content\":\"hi\"},0.0],\"future\":{\"a\":[]},\"responseTopic\":\"my/own\","
            + "\"correlationData\":\"with \\\"quotes\\\" and €\"}");
    assertEquals(
        "my/own {\"correlationData\":\"with \\\"quotes\\\" and €\",\"data\":1} qos1",
        raw.next("my/own").line());
  }

  @Test
  void declaredErrorIsAnsweredWithItsNameAndMessage() {
    assertEquals(
        "{\"correlationData\":\"x\",\"error\":"
            + "{\"code\":\"APPLICATION\",\"message\":\"never is never\",\"type\":\"refused\"}}",
        call("io.world/Hello", "say", "[{\"content\":\"hi\"},2]"));
  }

  @Test
  void everyKindOfResultHasItsJson() {
    assertEquals(reply("-12"), call("negate", "[12]"));
    assertEquals(reply("9007199254740993"), call("negate", "[-9007199254740993]"));
    assertEquals(reply("false"), call("not", "[true]"));
    assertEquals(reply("1.25"), call("half", "[2.5]"));
    assertEquals(reply("\"a|1|true|2.0|GREEN\""), call("join", "[\"a\",1,true,2,20]"));
    assertEquals(reply("\"found k\""), call("find", "[\"k\"]"));
    assertEquals(reply("null"), call("find", "[\"\"]"));
    assertEquals(reply("[{\"x\":2,\"y\":1}]"), call("mirror", "[[{\"x\":1,\"y\":2}]]"));
    assertEquals(reply("{\"even\":[2],\"odd\":[1,3]}"), call("group", "[[1,2,3]]"));
    assertEquals(reply("20"), call("next", "[10]"));
    assertEquals(reply("\"later x\""), call("later", "[\"x\"]"));
    assertEquals(reply("8"), call("twice", "[4]"));
  }

  @Test
  void voidIsAnsweredWithZeroAndNoArgumentsMayBeNullOrMissing() {
    assertEquals(reply("0"), call("reset", "[]"));
    assertEquals(reply("0"), call("reset", "null"));
    assertEquals(reply("0"), call("resetLater", "[]"));
    raw.publish(
        "io.test.wide/Everything/rpc/v3/reset",
        "{\"correlationData\":\"x\",\"responseTopic\":\"r\"}");
    assertEquals(reply("0"), raw.next("r").text());
    assertEquals(4, everything.resets.get());
  }

  @Test
  void servedInterfacesSubscribeToSetsCallsAndWhatTheySayThemselves() {
    assertEquals(
        List.of(
            "io.test.wide/Everything/_status/server",
            "io.test.wide/Everything/prop/+",
            "io.test.wide/Everything/rpc/v3/+",
            "io.test.wide/Everything/set/+",
            "io.world/Hello/_status/server",
            "io.world/Hello/prop/+",
            "io.world/Hello/rpc/v3/+",
            "io.world/Hello/set/+"),
        List.copyOf(rig.subscriptions("server")));
  }

  private static String reply(String data) {
    return "{\"correlationData\":\"x\",\"data\":" + data + "}";
  }

  private static String call(String operation, String arguments) {
    return call("io.test.wide/Everything", operation, arguments);
  }

  /** Sends a request, and returns the reply with its correlation data replaced by x. */
  private static String call(String id, String operation, String arguments) {
    String correlation = "call-" + ++calls;
    raw.publish(
        id + "/rpc/v3/" + operation,
        "{\"correlationData\":\""
            + correlation
            + "\",\"responseTopic\":\"reply/here\",\"data\":"
            + arguments
            + "}");
    return raw.next("reply/here").text().replace('"' + correlation + '"', "\"x\"");
  }
}
