package io.mqttremoting.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The names and values that carry a trace, seen by clients without this library. */
@Timeout(60)
class TraceOnTheWireTest {
  private static final String ID = "io.world/Hello/";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private final Mosquitto broker = Mosquitto.start();
  private final Traces traces = new Traces();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    traces.close();
    broker.close();
  }

  private RemotingConnection connect(MqttVersion version, String clientId) {
    RemotingConnection connection =
        RemotingObservation.with(traces.registry)
            .withSignals()
            .withValues()
            .applyTo(
                MqttRemoting.connection(broker.uri().toString())
                    .mqttVersion(version)
                    .clientId(clientId))
            .connect();
    opened.push(connection);
    return connection;
  }

  private RawClient raw() {
    RawClient raw = new RawClient(broker.uri(), "raw");
    opened.push(raw);
    return raw;
  }

  private Mqtt5BlockingClient raw5() {
    Mqtt5BlockingClient raw =
        Mqtt5Client.builder()
            .identifier("raw5")
            .serverHost(broker.uri().getHost())
            .serverPort(broker.uri().getPort())
            .buildBlocking();
    raw.connect();
    opened.push(raw::disconnect);
    return raw;
  }

  private static String parent(SpanData span) {
    String flags = span.getSpanContext().getTraceFlags().asHex(); // newer SDKs also say: random
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + flags;
  }

  /** A service with a reply memory, which the raw client plays. */
  private static void play(RawClient raw, String mapping) {
    raw.retain("_remoting/played", "{\"online\":true,\"session\":\"s\"}");
    raw.retain(
        ID + "_status/played",
        "{\"online\":true,\"mappings\":[\"" + mapping + "\"],\"session\":\"s\",\"memory\":\"m\"}");
  }

  @Test
  void inTheEnvelopeOf3TheTraceIsAFieldAndARepetitionHasTheSame() throws Exception {
    RawClient raw = raw().subscribe(ID + "rpc/v3/say");
    play(raw, "v3");
    IHello client = connect(MqttVersion.MQTT_3_1_1, "caller").client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    CompletableFuture<Integer> call = CompletableFuture.supplyAsync(() -> say(client));
    Packet first = raw.next(ID + "rpc/v3/say");
    String id = first.text().replaceFirst("^\\{\"correlationData\":\"([^\"]*)\".*", "$1");
    Packet again = raw.next(ID + "rpc/v3/say");
    raw.publish(ID + "rpc/v3/say/caller/result", "{\"correlationData\":\"" + id + "\",\"data\":2}");
    assertEquals(2, Await.result(call));
    String field =
        ",\"traceparent\":\""
            + parent(traces.await(SpanKind.CLIENT, "io.world.Hello/say"))
            + "\",\"data\":[\"hi\"]}";
    assertTrue(first.text().endsWith(field), first.text());
    assertTrue(again.text().endsWith(field), again.text());
    assertFalse(first.text().contains("repeatedAfterMillis"), first.text());
    assertTrue(again.text().contains("repeatedAfterMillis"), again.text());
  }

  @Test
  void aTraceInTheEnvelopeIsTheParentOfTheService() {
    connect(MqttVersion.MQTT_3_1_1, "server").serve(new Hello());
    RawClient raw = raw().subscribe("my/reply");
    raw.publish(
        ID + "rpc/v3/say",
        "{\"correlationData\":\"1\",\"responseTopic\":\"my/reply\",\"traceparent\":\"00-"
            + TRACE
            + "-"
            + PARENT
            + "-01\",\"tracestate\":\"k=v\",\"data\":[\"hi\"]}");
    assertEquals("{\"correlationData\":\"1\",\"data\":2}", raw.next("my/reply").text());
    SpanData span = traces.await(SpanKind.SERVER, "io.world.Hello/say");
    assertEquals(TRACE, span.getTraceId());
    assertEquals(PARENT, span.getParentSpanId());
    assertEquals("v", span.getSpanContext().getTraceState().get("k"));
  }

  @Test
  void inMqtt5TheTraceIsAUserPropertyOfRequestsAndSignalsButNotOfValues() throws Exception {
    Hello hello = new Hello();
    connect(MqttVersion.MQTT_5, "server").serve(hello);
    IHello client = connect(MqttVersion.MQTT_5, "caller").client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    hello.saying =
        text -> {
          hello.level.set(3);
          hello.raise(text);
          return 1;
        };
    traces.clear(); // the first values
    Mqtt5BlockingClient raw = raw5();
    try (Mqtt5BlockingClient.Mqtt5Publishes messages = raw.publishes(MqttGlobalPublishFilter.ALL)) {
      for (String topic : List.of("rpc/say", "prop/level", "sig/said")) {
        raw.subscribeWith().topicFilter(ID + topic).send();
      }
      assertEquals("", user(next(messages, "prop/level")), "the first value");
      assertEquals(1, client.say("hi"));
      SpanData called = traces.await(SpanKind.CLIENT, "io.world.Hello/say");
      assertEquals("traceparent=" + parent(called), user(next(messages, "rpc/say")));
      assertEquals("", user(next(messages, "prop/level")), "it is retained");
      SpanData raised = traces.await(SpanKind.PRODUCER, "publish io.world.Hello/said");
      assertEquals("traceparent=" + parent(raised), user(next(messages, "sig/said")));
      assertEquals(called.getTraceId(), raised.getTraceId());
      traces.await(SpanKind.PRODUCER, "publish io.world.Hello/level");
    }
  }

  @Test
  void inMqtt5ARepetitionHasTheSameTrace() throws Exception {
    Mqtt5BlockingClient raw = raw5();
    try (Mqtt5BlockingClient.Mqtt5Publishes messages = raw.publishes(MqttGlobalPublishFilter.ALL)) {
      raw.subscribeWith().topicFilter(ID + "rpc/say").send();
      play(raw(), "v5");
      IHello client = connect(MqttVersion.MQTT_5, "caller").client(IHello.class);
      assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
      CompletableFuture<Integer> call = CompletableFuture.supplyAsync(() -> say(client));
      Mqtt5Publish first = next(messages, "rpc/say");
      Mqtt5Publish again = next(messages, "rpc/say");
      assertEquals(first.getCorrelationData(), again.getCorrelationData());
      raw.publishWith()
          .topic(again.getResponseTopic().orElseThrow())
          .correlationData(again.getCorrelationData().orElseThrow())
          .payload("2".getBytes(StandardCharsets.UTF_8))
          .send();
      assertEquals(2, Await.result(call));
      String trace = "traceparent=" + parent(traces.await(SpanKind.CLIENT, "io.world.Hello/say"));
      assertEquals(trace, user(first));
      assertEquals(trace, user(again));
    }
  }

  private static int say(IHello client) {
    try {
      return client.say("hi");
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Mqtt5Publish next(Mqtt5BlockingClient.Mqtt5Publishes messages, String topic)
      throws InterruptedException {
    Mqtt5Publish message =
        messages.receive(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).orElseThrow();
    assertEquals(ID + topic, message.getTopic().toString());
    return message;
  }

  /** The user properties without those of the protocol. */
  private static String user(Mqtt5Publish message) {
    return message.getUserProperties().asList().stream()
        .filter(each -> !each.getName().toString().startsWith("remoting"))
        .map(each -> each.getName() + "=" + each.getValue())
        .collect(Collectors.joining(","));
  }
}
