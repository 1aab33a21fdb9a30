package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.ClientOptions;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.TestBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients without this library send and see: the exact metadata in both mappings. */
@Timeout(60)
class MetadataOnTheWireTest {
  private static final String ID = "conformance/Everything/";
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final Pattern CORRELATION = Pattern.compile("\"correlationData\":\"([^\"]*)\"");

  private final Everything service = new Everything();
  @RegisterExtension private final Opened opened = new Opened();
  private TestBroker broker;

  private RemotingConnection connect(MqttVersion version, String clientId) {
    return opened.closedLater(
        Combination.connection(broker.uri(), Optional.of(version)).clientId(clientId).connect());
  }

  private io.mqttremoting.testsupport.RawClient raw3() {
    return opened.closedLater(new io.mqttremoting.testsupport.RawClient(broker.uri(), "raw"));
  }

  private RawClient raw5() {
    return opened.closedLater(new RawClient(broker.uri()));
  }

  /** Returns the names and values in their order. */
  private static String user(Mqtt5Publish publish) {
    List<String> properties = new ArrayList<>();
    publish
        .getUserProperties()
        .asList()
        .forEach(property -> properties.add(property.getName() + "=" + property.getValue()));
    return properties.toString();
  }

  /** A service with a reply memory, which the raw client plays. */
  private static Map<String, String> played(String mapping) {
    return Map.of(
        "_remoting/played",
        "{\"online\":true,\"session\":\"s\"}",
        ID + "_status/played",
        "{\"online\":true,\"mappings\":[\"" + mapping + "\"],\"session\":\"s\",\"memory\":\"m\"}");
  }

  private static ClientInterceptor metadata(AtomicInteger calls, List<Metadata> replies) {
    return (call, chain) -> {
      calls.incrementAndGet();
      return chain
          .proceed(
              call.withMetadata("tenant", "Grüße \"q\"")
                  .withMetadata("traceparent", TRACE)
                  .withMetadata("tracestate", "k=v"))
          .thenApply(
              reply -> {
                replies.add(reply.metadata());
                return reply;
              });
    };
  }

  private static String withoutNumbers(String request) {
    return request
        .replaceFirst("\"correlationData\":\"[^\"]*\"", "\"correlationData\":\"*\"")
        .replaceFirst("(\"timeoutMillis\":)\\d+", "$1*")
        .replaceFirst("(\"repeatedAfterMillis\":)\\d+", "$1*");
  }

  @ParameterizedTest
  @EnumSource(names = {"MOQUETTE", "MOSQUITTO"})
  void aCallIn3IsRepeatedWithItsMetadata(BrokerKind kind) throws Exception {
    broker = opened.closedLater(kind.start());
    io.mqttremoting.testsupport.RawClient raw = raw3().subscribe(ID + "rpc/v3/echo");
    played("v3").forEach(raw::retain);
    AtomicInteger calls = new AtomicInteger();
    List<Metadata> replies = new ArrayList<>();
    IEverything client =
        connect(MqttVersion.MQTT_3_1_1, "caller")
            .client(
                IEverything.class,
                ClientOptions.defaults().withInterceptor(metadata(calls, replies)));
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    CompletableFuture<String> echo = CompletableFuture.supplyAsync(() -> client.echo("x"));
    String first = raw.next(ID + "rpc/v3/echo").text();
    String again = raw.next(ID + "rpc/v3/echo").text();
    String start =
        "{\"correlationData\":\"*\",\"responseTopic\":\""
            + ID
            + "rpc/v3/echo/caller/result\","
            + "\"timeoutMillis\":*,\"memory\":\"m\",";
    String end =
        "\"traceparent\":\""
            + TRACE
            + "\",\"tracestate\":\"k=v\",\"metadata\":{\"tenant\":\"Grüße \\\"q\\\"\"},"
            + "\"data\":[\"x\"]}";
    assertEquals(start + end, withoutNumbers(first));
    assertEquals(start + "\"repeatedAfterMillis\":*," + end, withoutNumbers(again));
    Matcher id = CORRELATION.matcher(first);
    assertTrue(id.find());
    raw.publish(
        ID + "rpc/v3/echo/caller/result",
        "{\"correlationData\":\""
            + id.group(1)
            + "\",\"metadata\":{\"cost\":\"1\"},\"data\":\"y\",\"traceparent\":\"t\"}");
    assertEquals("y", Await.result(echo));
    assertEquals(1, calls.get(), "once for each call of the user");
    assertEquals(List.of(Metadata.of("cost", "1").with("traceparent", "t")), replies);
  }

  @Test
  void aCallIn5IsRepeatedWithItsMetadata() throws Exception {
    broker = opened.closedLater(BrokerKind.MOSQUITTO.start());
    RawClient raw = raw5();
    raw.subscribe(ID + "rpc/echo");
    played("v5").forEach((topic, json) -> raw.publish(RawClient.message(topic, json).retain(true)));
    AtomicInteger calls = new AtomicInteger();
    List<Metadata> replies = new ArrayList<>();
    IEverything client =
        connect(MqttVersion.MQTT_5, "caller")
            .client(
                IEverything.class,
                ClientOptions.defaults().withInterceptor(metadata(calls, replies)));
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    CompletableFuture<String> echo = CompletableFuture.supplyAsync(() -> client.echo("x"));
    Mqtt5Publish first = raw.next(ID + "rpc/echo");
    Mqtt5Publish again = raw.next(ID + "rpc/echo");
    String end = "tenant=Grüße \"q\", traceparent=" + TRACE + ", tracestate=k=v]";
    assertEquals("[remoting=1, remoting-memory=m, " + end, user(first));
    assertEquals(
        "[remoting=1, remoting-memory=m, remoting-repeated-after=*, " + end,
        user(again).replaceFirst("(after=)\\d+", "$1*"));
    assertEquals("[\"x\"]", RawClient.text(again));
    raw.publish(
        RawClient.message(first.getResponseTopic().orElseThrow().toString(), "\"y\"")
            .correlationData(RawClient.correlationData(first))
            .userProperties()
            .add("cost", "1")
            .add("X-Foreign", "2")
            .applyUserProperties());
    assertEquals("y", Await.result(echo));
    assertEquals(1, calls.get(), "once for each call of the user");
    assertEquals(List.of(Metadata.of("cost", "1")), replies);
  }

  /** Publishes the metadata of requests with replies, values and signals. */
  private static final class Echoing implements ServiceInterceptor {
    @Override
    public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
      OperationContext.current().addReplyMetadata(call.metadata());
      return chain.proceed(call);
    }

    @Override
    public Metadata onSignal(RemoteEvent signal) {
      return Metadata.of("of", signal.member());
    }

    @Override
    public Metadata onValue(RemoteEvent value) {
      return Metadata.of("of", value.member());
    }
  }

  private void serve(MqttVersion version) {
    connect(version, "server")
        .serve(service, ServiceOptions.defaults().withInterceptor(new Echoing()));
  }

  @ParameterizedTest
  @EnumSource(names = {"MOQUETTE", "MOSQUITTO"})
  void aServiceAnswersIn3(BrokerKind kind) {
    broker = opened.closedLater(kind.start());
    serve(MqttVersion.MQTT_3_1_1);
    io.mqttremoting.testsupport.RawClient raw =
        raw3().subscribe("my/reply").subscribe(ID + "sig/+");
    String head = "{\"correlationData\":\"1\",\"responseTopic\":\"my/reply\",";
    raw.publish(
        ID + "rpc/v3/add",
        head
            + "\"tracestate\":\"k=v\",\"metadata\":{\"tenant\":\"a\"},\"traceparent\":\""
            + TRACE
            + "\",\"data\":[1,2]}");
    assertEquals(
        "{\"correlationData\":\"1\",\"data\":3,\"traceparent\":\""
            + TRACE
            + "\",\"tracestate\":\"k=v\",\"metadata\":{\"tenant\":\"a\"}}",
        raw.next("my/reply").text());
    raw.publish(
        ID + "rpc/v3/add", head.replace("1", "2") + "\"metadata\":{\"a\":\"b\"},\"data\":[-1,2]}");
    assertEquals(
        "{\"correlationData\":\"2\",\"error\":{\"code\":\"APPLICATION\","
            + "\"message\":\"-1 is negative\",\"type\":\"refused\"},\"metadata\":{\"a\":\"b\"}}",
        raw.next("my/reply").text());
    raw.publish(
        ID + "rpc/v3/add", head.replace("1", "3") + "\"metadata\":{\"A\":\"b\"},\"data\":[1,2]}");
    assertEquals(
        "{\"correlationData\":\"3\",\"error\":{\"code\":\"INVALID_ARGUMENT\",\"message\":\"metadata"
            + " 'A': a key has lower-case letters, digits, '-', '_' and '.', begins with a letter,"
            + " and does not begin with 'remoting'\"}}",
        raw.next("my/reply").text());
    raw.publish(ID + "rpc/v3/add", head.replace("1", "4") + "\"data\":[1,2]}");
    assertEquals("{\"correlationData\":\"4\",\"data\":3}", raw.next("my/reply").text());
    service.name("n");
    assertEquals("[\"n\"]", raw.next(ID + "sig/named").text());
  }

  @Test
  void aServiceAnswersIn5() {
    broker = opened.closedLater(BrokerKind.MOSQUITTO.start());
    serve(MqttVersion.MQTT_5);
    RawClient raw = raw5();
    raw.subscribe("my/reply");
    raw.subscribe(ID + "sig/+");
    raw.subscribe(ID + "prop/level");
    Mqtt5Publish value = raw.next(ID + "prop/level");
    assertEquals("1 [of=level]", RawClient.text(value) + " " + user(value));
    raw.publish(
        RawClient.message(ID + "rpc/add", "[1,2]")
            .responseTopic("my/reply")
            .correlationData("1".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .userProperties()
            .add("tenant", "a")
            .add("traceparent", TRACE)
            .add("X-Foreign", "b")
            .applyUserProperties());
    Mqtt5Publish reply = raw.next("my/reply");
    assertEquals("3", RawClient.text(reply));
    assertEquals("[tenant=a, traceparent=" + TRACE + "]", user(reply));
    raw.publish(
        RawClient.message(ID + "rpc/add", "[1,2]")
            .responseTopic("my/reply")
            .correlationData("2".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .userProperties()
            .add("remoting", "1")
            .add("tenant", "x".repeat(Metadata.MAX_BYTES))
            .applyUserProperties());
    assertEquals(
        "[remoting-error-code=INVALID_ARGUMENT, remoting-error-message=metadata 'tenant': with it,"
            + " names and values have 8198 bytes; at most 8192 may travel]",
        user(raw.next("my/reply")));
    raw.publish(RawClient.message(ID + "rpc/add", "[1,2]").responseTopic("my/reply"));
    Mqtt5Publish plain = raw.next("my/reply");
    assertEquals("3 []", RawClient.text(plain) + " " + user(plain));
    service.name("n");
    Mqtt5Publish signal = raw.next(ID + "sig/named");
    assertEquals("[\"n\"] [of=named]", RawClient.text(signal) + " " + user(signal));
    raw.publish(
        RawClient.message(ID + "set/number", "5")
            .userProperties()
            .add("tenant", "x".repeat(Metadata.MAX_BYTES))
            .applyUserProperties());
    raw.publish(RawClient.message(ID + "set/number", "6"));
    Await.equal(6, service::getNumber);
  }

  private AtomicInteger serveCounting(MqttVersion version) {
    AtomicInteger calls = new AtomicInteger();
    connect(version, "server")
        .serve(
            service,
            ServiceOptions.defaults()
                .withInterceptor(
                    (call, chain) -> {
                      calls.incrementAndGet();
                      return chain.proceed(call);
                    }));
    return calls;
  }

  @ParameterizedTest
  @EnumSource(names = {"MOQUETTE", "MOSQUITTO"})
  void aServiceInterceptsARepeatedRequestIn3Once(BrokerKind kind) {
    broker = opened.closedLater(kind.start());
    AtomicInteger calls = serveCounting(MqttVersion.MQTT_3_1_1);
    io.mqttremoting.testsupport.RawClient raw = raw3().subscribe("my/reply");
    String request = "{\"correlationData\":\"1\",\"responseTopic\":\"my/reply\",\"data\":[-1,2]}";
    raw.publish(ID + "rpc/v3/add", request);
    String reply = raw.next("my/reply").text();
    raw.publish(ID + "rpc/v3/add", request);
    assertEquals(reply, raw.next("my/reply").text());
    assertEquals(1, calls.get());
  }

  @Test
  void aServiceInterceptsARepeatedRequestIn5Once() {
    broker = opened.closedLater(BrokerKind.MOSQUITTO.start());
    AtomicInteger calls = serveCounting(MqttVersion.MQTT_5);
    RawClient raw = raw5();
    raw.subscribe("my/reply");
    for (int i = 0; i < 2; i++) {
      raw.publish(
          RawClient.message(ID + "rpc/add", "[1,2]")
              .responseTopic("my/reply")
              .correlationData("1".getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .userProperties()
              .add("remoting", "1")
              .applyUserProperties());
      assertEquals("3", RawClient.text(raw.next("my/reply")));
    }
    assertEquals(1, calls.get());
  }

  @Test
  void withoutMetadataMessagesHaveNoProperties() {
    broker = opened.closedLater(BrokerKind.MOSQUITTO.start());
    connect(MqttVersion.MQTT_5, "server").serve(service);
    RawClient raw = raw5();
    raw.subscribe(ID + "sig/+");
    raw.subscribe(ID + "prop/level");
    Mqtt5Publish value = raw.next(ID + "prop/level");
    service.name("n");
    for (Mqtt5Publish publish : List.of(value, raw.next(ID + "sig/named"))) {
      assertEquals("[]", user(publish));
      assertFalse(publish.getContentType().isPresent());
    }
  }
}
