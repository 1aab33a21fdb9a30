package io.mqttremoting.micrometer;

import static io.mqttremoting.api.MqttVersion.MQTT_5;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.observation.Observation;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The spans of calls, in both mappings. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class ObservationTest {
  private static Mosquitto broker;

  private final MqttVersion version;
  private final Traces traces = new Traces();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Hello hello = new Hello();

  ObservationTest(MqttVersion version) {
    this.version = version;
  }

  @BeforeAll
  static void start() {
    broker = Mosquitto.start();
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    traces.close();
  }

  private RemotingConnection connect(String clientId, UnaryOperator<RemotingObservation> options) {
    RemotingObservation observation = options.apply(RemotingObservation.with(traces.registry));
    RemotingConnection connection =
        observation
            .applyTo(
                MqttRemoting.connection(broker.uri().toString())
                    .mqttVersion(version)
                    .clientId(clientId))
            .connect();
    opened.push(connection);
    return connection;
  }

  private RemotingConnection connect(String clientId) {
    return connect(clientId, observation -> observation);
  }

  private IHello client(RemotingConnection connection) throws InterruptedException {
    IHello client = connection.client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    return client;
  }

  private IHello serveAndConnect() throws InterruptedException {
    connect("server").serve(hello);
    return client(connect("caller"));
  }

  private static Map<String, String> expected(String... more) {
    URI uri = broker.uri();
    Map<String, String> all = new TreeMap<>();
    all.put("rpc.system.name", "mqtt_remoting");
    all.put("server.address", uri.getHost());
    all.put("server.port", String.valueOf(uri.getPort()));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  @Test
  void aCallIsASpanAtEachEndWithTheNamesOfOpenTelemetry() throws Exception {
    assertEquals(2, serveAndConnect().say("hi"));
    traces.awaitTree("CLIENT io.world.Hello/say", "  SERVER io.world.Hello/say");
    SpanData client = traces.await(SpanKind.CLIENT, "io.world.Hello/say");
    SpanData server = traces.await(SpanKind.SERVER, "io.world.Hello/say");
    assertEquals(
        expected("rpc.method", "io.world.Hello/say", "rpc.response.status_code", "OK"),
        Traces.attributes(client));
    assertEquals(
        expected(
            "rpc.method",
            "io.world.Hello/say",
            "rpc.response.status_code",
            "OK",
            "mqtt.remoting.caller",
            "caller"),
        Traces.attributes(server));
    assertNotEquals(StatusCode.ERROR, client.getStatus().getStatusCode());
    assertNotEquals(StatusCode.ERROR, server.getStatus().getStatusCode());
  }

  @Test
  void whatIsDoneWithAPropertyIsNamedByIt() throws Exception {
    IHello client = serveAndConnect();
    assertEquals(7, Await.result(client.setLevel(7)));
    traces.awaitTree("CLIENT io.world.Hello/set.level", "  SERVER io.world.Hello/set.level");
    traces.clear();
    assertEquals(7, Await.result(ClientHandle.of(client).fetch("level")));
    traces.awaitTree("CLIENT io.world.Hello/get.level", "  SERVER io.world.Hello/get.level");
    traces.clear();
    client.setTitle("x");
    if (version == MQTT_5) {
      traces.awaitTree("CLIENT io.world.Hello/set.title", "  SERVER io.world.Hello/set.title");
    } else { // the request has no envelope, so nothing carries the trace
      traces.await(SpanKind.CLIENT, "io.world.Hello/set.title");
      SpanData server = traces.await(SpanKind.SERVER, "io.world.Hello/set.title");
      assertEquals("0000000000000000", server.getParentSpanId());
    }
  }

  private void assertFailure(String code, Throwable error) {
    for (SpanKind kind : new SpanKind[] {SpanKind.CLIENT, SpanKind.SERVER}) {
      SpanData span = traces.await(kind, "io.world.Hello/say");
      Map<String, String> attributes = Traces.attributes(span);
      assertEquals(code, attributes.get("rpc.response.status_code"), span.toString());
      assertEquals(code, attributes.get("error.type"), span.toString());
      assertEquals(StatusCode.ERROR, span.getStatus().getStatusCode());
    }
    SpanData client = traces.await(SpanKind.CLIENT, "io.world.Hello/say");
    assertEquals(
        error.getClass().getName(),
        client.getEvents().get(0).getAttributes().get(AttributeKey.stringKey("exception.type")));
    traces.clear();
  }

  @Test
  void failuresHaveTheCodeThatTheCallerGets() throws Exception {
    IHello client = serveAndConnect();
    hello.saying =
        text -> {
          switch (text) {
            case "refuse" -> throw new RefusedException("no");
            case "argument" -> throw new IllegalArgumentException("bad");
            default -> throw new ArithmeticException("bug");
          }
        };
    assertFailure("APPLICATION", assertThrows(RefusedException.class, () -> client.say("refuse")));
    assertFailure(
        "INVALID_ARGUMENT", assertThrows(RemotingException.class, () -> client.say("argument")));
    assertFailure("INTERNAL", assertThrows(RemotingException.class, () -> client.say("anything")));
  }

  @Test
  void aCallThatIsCancelledIsAFailureAtBothEnds() throws Exception {
    IHello client = serveAndConnect();
    CompletableFuture<Integer> never = new CompletableFuture<>();
    CompletableFuture<String> called = new CompletableFuture<>();
    hello.sayingLater =
        text -> {
          called.complete(text);
          return never;
        };
    CompletableFuture<Integer> call = client.sayLater("x");
    Await.result(called);
    assertTrue(call.cancel(true));
    for (SpanKind kind : new SpanKind[] {SpanKind.CLIENT, SpanKind.SERVER}) {
      SpanData span = traces.await(kind, "io.world.Hello/sayLater");
      assertEquals("CANCELLED", Traces.attributes(span).get("error.type"));
      assertEquals("CANCELLED", Traces.attributes(span).get("rpc.response.status_code"));
    }
  }

  @Test
  void aCallThatCannotBeSentIsAFailureOfTheClientAlone() {
    RemotingConnection calling = connect("caller");
    IHello client = calling.client(IHello.class);
    calling.close();
    RemotingException closed = assertThrows(RemotingException.class, () -> client.say("x"));
    traces.awaitTree("CLIENT io.world.Hello/say");
    assertEquals(closed.code().name(), Traces.attributes(traces.spans().get(0)).get("error.type"));
  }

  @Test
  void theCallerOfACallIsTheParent() throws Exception {
    IHello client = serveAndConnect();
    Observation.createNotStarted("mine", traces.registry)
        .observeChecked(
            () -> {
              client.say("x");
              Await.result(client.sayLater("y"));
            });
    traces.awaitTree(
        "INTERNAL mine",
        "  CLIENT io.world.Hello/say",
        "    SERVER io.world.Hello/say",
        "  CLIENT io.world.Hello/sayLater",
        "    SERVER io.world.Hello/sayLater");
  }

  @Test
  void whatAServiceCallsIsAChildOfItsOwnCall() throws Exception {
    IHello client = serveAndConnect();
    Hello second = new Hello();
    connect("second").serve(second, ServiceOptions.defaults().withInstance("second"));
    RemotingConnection calling = connect("first");
    IHello other = calling.client(IHello.class, "second");
    assertTrue(ClientHandle.of(other).awaitAvailable(Await.DEADLINE));
    hello.saying = other::say;
    assertEquals(2, client.say("hi"));
    traces.awaitTree(
        "CLIENT io.world.Hello/say",
        "  SERVER io.world.Hello/say",
        "    CLIENT io.world.Hello/say",
        "      SERVER io.world.Hello/say");
    assertEquals(
        2,
        traces.spans().stream()
            .filter(span -> "second".equals(Traces.attributes(span).get("mqtt.remoting.instance")))
            .count());
  }

  @Test
  void soAreCallsThatFollowInAFuture() throws Exception {
    IHello client = serveAndConnect();
    Hello second = new Hello();
    connect("second").serve(second, ServiceOptions.defaults().withInstance("second"));
    IHello other = connect("first").client(IHello.class, "second");
    assertTrue(ClientHandle.of(other).awaitAvailable(Await.DEADLINE));
    CompletableFuture<Integer> mayEnd = new CompletableFuture<>();
    second.sayingLater = text -> text.equals("one") ? mayEnd : CompletableFuture.completedFuture(5);
    hello.sayingLater = text -> other.sayLater("one").thenCompose(length -> other.sayLater("two"));
    CompletableFuture<Integer> call = client.sayLater("x");
    Await.until("the first call arrives", () -> mayEnd.getNumberOfDependents() > 0);
    mayEnd.complete(3);
    assertEquals(5, Await.result(call));
    traces.awaitTree(
        "CLIENT io.world.Hello/sayLater",
        "  SERVER io.world.Hello/sayLater",
        "    CLIENT io.world.Hello/sayLater",
        "      SERVER io.world.Hello/sayLater",
        "    CLIENT io.world.Hello/sayLater",
        "      SERVER io.world.Hello/sayLater");
    SpanData server =
        traces.spans().stream()
            .filter(span -> span.getParentSpanId().equals(root().getSpanId()))
            .findFirst()
            .orElseThrow();
    traces.spans().stream()
        .filter(span -> span.getParentSpanId().equals(server.getSpanId()))
        .forEach(
            child ->
                assertTrue(
                    child.getEndEpochNanos() <= server.getEndEpochNanos(),
                    "the span of an operation ends with its future"));
  }

  private SpanData root() {
    return traces.spans().stream()
        .filter(span -> span.getParentSpanId().equals("0000000000000000"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void soAreCallsOfAnInterceptor() throws Exception {
    connect("second").serve(new Hello(), ServiceOptions.defaults().withInstance("second"));
    RemotingConnection serving = connect("server");
    IHello other = serving.client(IHello.class, "second");
    assertTrue(ClientHandle.of(other).awaitAvailable(Await.DEADLINE));
    serving.serve(
        hello,
        ServiceOptions.defaults()
            .withInterceptor(
                (call, chain) -> {
                  other.sayLater("asked by the interceptor");
                  return chain.proceed(call);
                }));
    assertEquals(2, client(connect("caller")).say("hi"));
    traces.awaitTree(
        "CLIENT io.world.Hello/say",
        "  SERVER io.world.Hello/say",
        "    CLIENT io.world.Hello/sayLater",
        "      SERVER io.world.Hello/sayLater");
  }

  @Test
  void signalsAndValuesAreOffByDefault() throws Exception {
    IHello client = serveAndConnect();
    CompletableFuture<String> got = new CompletableFuture<>();
    CompletableFuture<Integer> changed = new CompletableFuture<>();
    client.onSaid(got::complete);
    client.onLevelChanged(changed::complete);
    hello.raise("a");
    hello.level.set(3);
    assertEquals("a", Await.result(got));
    assertEquals(3, Await.result(changed));
    assertEquals(1, client.say("x"));
    traces.awaitTree("CLIENT io.world.Hello/say", "  SERVER io.world.Hello/say");
  }

  @Test
  void aSignalIsPartOfTheTraceAndSoAreTheCallsOfItsHandlers() throws Exception {
    connect("server", RemotingObservation::withSignals).serve(hello);
    IHello client = client(connect("caller", RemotingObservation::withSignals));
    IHello again = connect("again").client(IHello.class);
    assertTrue(ClientHandle.of(again).awaitAvailable(Await.DEADLINE));
    hello.saying =
        text -> {
          hello.raise(text);
          return 1;
        };
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    client.onSaid(text -> again.sayLater(text).thenAccept(ended::complete));
    client.say("hi");
    assertEquals(2, Await.result(ended));
    if (version == MQTT_5) {
      traces.awaitTree(
          "CLIENT io.world.Hello/say",
          "  SERVER io.world.Hello/say",
          "    PRODUCER publish io.world.Hello/said",
          "      CONSUMER handle io.world.Hello/said",
          "        CLIENT io.world.Hello/sayLater",
          "          SERVER io.world.Hello/sayLater");
    } else {
      traces.awaitTree(
          "CLIENT io.world.Hello/say",
          "  SERVER io.world.Hello/say",
          "    PRODUCER publish io.world.Hello/said",
          "CONSUMER handle io.world.Hello/said",
          "  CLIENT io.world.Hello/sayLater",
          "    SERVER io.world.Hello/sayLater");
    }
    SpanData handled = traces.await(SpanKind.CONSUMER, "handle io.world.Hello/said");
    assertEquals(
        Map.of(
            "mqtt.remoting.interface",
            "io.world.Hello",
            "mqtt.remoting.member",
            "said",
            "mqtt.remoting.kind",
            "signal"),
        Traces.attributes(handled));
  }

  @Test
  void aValueNeverHasAParentAtItsReaders() throws Exception {
    connect("server", RemotingObservation::withValues).serve(hello);
    IHello early = client(connect("early", RemotingObservation::withValues));
    CompletableFuture<Integer> atEarly = new CompletableFuture<>();
    early.onLevelChanged(atEarly::complete);
    Await.until("the first value", () -> early.getTitle() != null);
    traces.clear();
    assertEquals(4, Await.result(early.setLevel(4)));
    assertEquals(4, Await.result(atEarly));
    traces.awaitTree(
        "CLIENT io.world.Hello/set.level",
        "  SERVER io.world.Hello/set.level",
        "    PRODUCER publish io.world.Hello/level",
        "CONSUMER handle io.world.Hello/level");

    traces.clear();
    RemotingConnection late =
        RemotingObservation.with(traces.registry)
            .withValues()
            .applyTo(
                MqttRemoting.connection(broker.uri().toString())
                    .mqttVersion(version)
                    .clientId("late"))
            .build();
    opened.push(late);
    CompletableFuture<Integer> atLate = new CompletableFuture<>();
    late.client(IHello.class).onLevelChanged(atLate::complete);
    late.connect();
    assertEquals(4, Await.result(atLate));
    traces.awaitTree("CONSUMER handle io.world.Hello/level");
    assertEquals("0000000000000000", traces.spans().get(0).getParentSpanId());
  }

  @Test
  void aHandlerThatFailsIsAFailure() throws Exception {
    connect("server").serve(hello);
    IHello client = client(connect("caller", RemotingObservation::withSignals));
    client.onSaid(
        text -> {
          throw new ArithmeticException("bug");
        });
    hello.raise("x");
    SpanData handled = traces.await(SpanKind.CONSUMER, "handle io.world.Hello/said");
    assertEquals(StatusCode.ERROR, handled.getStatus().getStatusCode());
  }
}
