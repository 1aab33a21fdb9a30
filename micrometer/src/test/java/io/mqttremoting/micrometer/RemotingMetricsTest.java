package io.mqttremoting.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The metrics as Prometheus reads them. */
@Timeout(60)
class RemotingMetricsTest {
  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    broker.close();
  }

  private ConnectionBuilder connection(String clientId) {
    return MqttRemoting.connection(broker.uri().toString()).clientId(clientId);
  }

  private <T extends AutoCloseable> T closedLater(T resource) {
    opened.add(0, resource);
    return resource;
  }

  private List<String> lines(String... starts) {
    return registry
        .scrape()
        .lines()
        .filter(line -> Stream.of(starts).anyMatch(line::startsWith))
        .toList();
  }

  /** The value of a metric; NaN if there is none. */
  private double value(String name) {
    return lines(name + " ").stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(Double.NaN);
  }

  @Test
  void anIdleConnectionHasAllOfThem() {
    RemotingConnection connection = closedLater(connection("idle").connect());
    RemotingMetrics.of(connection, "main").bindTo(registry);
    assertEquals(
        """
        # HELP mqtt_remoting_calls_open Calls of clients that wait for a reply
        # TYPE mqtt_remoting_calls_open gauge
        mqtt_remoting_calls_open{connection="main"} 0.0
        # HELP mqtt_remoting_connection_connects_total How often the connection was made
        # TYPE mqtt_remoting_connection_connects_total counter
        mqtt_remoting_connection_connects_total{connection="main"} 1.0
        # HELP mqtt_remoting_connection_losses_total How often the connection was lost
        # TYPE mqtt_remoting_connection_losses_total counter
        mqtt_remoting_connection_losses_total{connection="main"} 0.0
        # HELP mqtt_remoting_connection_state 1 for the current state of the connection, 0 for the others
        # TYPE mqtt_remoting_connection_state gauge
        mqtt_remoting_connection_state{connection="main",state="closed"} 0.0
        mqtt_remoting_connection_state{connection="main",state="connected"} 1.0
        mqtt_remoting_connection_state{connection="main",state="connecting"} 0.0
        mqtt_remoting_connection_state{connection="main",state="disconnected"} 0.0
        mqtt_remoting_connection_state{connection="main",state="gave_up"} 0.0
        # HELP mqtt_remoting_handlers_queued Calls of handlers that wait
        # TYPE mqtt_remoting_handlers_queued gauge
        mqtt_remoting_handlers_queued{connection="main"} 0.0
        # HELP mqtt_remoting_messages_malformed_total Messages that could not be decoded
        # TYPE mqtt_remoting_messages_malformed_total counter
        mqtt_remoting_messages_malformed_total{connection="main"} 0.0
        # HELP mqtt_remoting_messages_unsent Messages that the broker has not accepted yet
        # TYPE mqtt_remoting_messages_unsent gauge
        mqtt_remoting_messages_unsent{connection="main"} 0.0
        # HELP mqtt_remoting_queued_bytes The payload of all that waits for user code
        # TYPE mqtt_remoting_queued_bytes gauge
        mqtt_remoting_queued_bytes{connection="main"} 0.0
        # HELP mqtt_remoting_requests_duplicate_total Requests that services got again
        # TYPE mqtt_remoting_requests_duplicate_total counter
        mqtt_remoting_requests_duplicate_total{connection="main"} 0.0
        # HELP mqtt_remoting_requests_open Requests that services execute or have queued
        # TYPE mqtt_remoting_requests_open gauge
        mqtt_remoting_requests_open{connection="main"} 0.0
        # HELP mqtt_remoting_requests_queued Requests that implementations have not answered, and answers that wait
        # TYPE mqtt_remoting_requests_queued gauge
        mqtt_remoting_requests_queued{connection="main"} 0.0
        # HELP mqtt_remoting_requests_refused_total Requests that services have refused without executing them
        # TYPE mqtt_remoting_requests_refused_total counter
        mqtt_remoting_requests_refused_total{code="APPLICATION",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="CANCELLED",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="DEADLINE_EXCEEDED",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="FAILED_PRECONDITION",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="INTERNAL",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="INVALID_ARGUMENT",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="PERMISSION_DENIED",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="RESOURCE_EXHAUSTED",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="UNAVAILABLE",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="UNIMPLEMENTED",connection="main"} 0.0
        mqtt_remoting_requests_refused_total{code="UNKNOWN",connection="main"} 0.0
        # HELP mqtt_remoting_requests_repeated_total Requests that clients have sent again
        # TYPE mqtt_remoting_requests_repeated_total counter
        mqtt_remoting_requests_repeated_total{connection="main"} 0.0
        """,
        registry.scrape());
  }

  @Test
  void eachFollowsWhatItMeasures() {
    RemotingConnection serving = closedLater(connection("server").connect());
    RemotingConnection calling = closedLater(connection("caller").connect());
    RemotingMetrics.of(serving).bindTo(registry);
    RemotingMetrics.of(calling).bindTo(registry);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Hello hello = new Hello();
    hello.sayingLater =
        text -> {
          Await.open(mayEnd);
          return CompletableFuture.completedFuture(1);
        };
    serving.serve(hello);
    IHello client = calling.client(IHello.class);
    CompletableFuture<Integer> call = client.sayLater("x");
    Await.equal(1.0, () -> value("mqtt_remoting_calls_open{connection=\"caller\"}"));
    Await.equal(1.0, () -> value("mqtt_remoting_requests_open{connection=\"server\"}"));
    // for a moment, the answer to the request for the service's clock may wait, too
    Await.equal(1.0, () -> value("mqtt_remoting_requests_queued{connection=\"server\"}"));
    assertTrue(value("mqtt_remoting_queued_bytes{connection=\"server\"}") >= "[\"x\"]".length());
    mayEnd.countDown();
    assertEquals(1, Await.result(call));
    Await.equal(0.0, () -> value("mqtt_remoting_calls_open{connection=\"caller\"}"));
    Await.equal(0.0, () -> value("mqtt_remoting_requests_queued{connection=\"server\"}"));
  }

  @Test
  void refusalsLossesAndMalformedMessagesAreCounted() {
    RemotingConnection serving = closedLater(connection("server").connect());
    RemotingMetrics.of(serving).bindTo(registry);
    serving.serve(new Hello());
    RawClient raw = closedLater(new RawClient(broker.uri(), "raw"));
    raw.publish("io.world/Hello/set/level", "[");
    Await.equal(1.0, () -> value("mqtt_remoting_messages_malformed_total{connection=\"server\"}"));
    assertEquals(
        1.0,
        value(
            "mqtt_remoting_requests_refused_total{code=\"INVALID_ARGUMENT\",connection=\"server\"}"));
    assertTrue(broker.disconnect("server"));
    Await.equal(1.0, () -> value("mqtt_remoting_connection_losses_total{connection=\"server\"}"));
    Await.equal(2.0, () -> value("mqtt_remoting_connection_connects_total{connection=\"server\"}"));
  }

  @Test
  void whatWaitsForHandlersIsMeasured() {
    RemotingConnection serving = closedLater(connection("server").connect());
    RemotingConnection calling = closedLater(connection("caller").connect());
    RemotingMetrics.of(calling).bindTo(registry);
    Hello hello = new Hello();
    serving.serve(hello);
    CountDownLatch mayEnd = new CountDownLatch(1);
    calling.client(IHello.class).onSaid(text -> Await.open(mayEnd));
    hello.raise("a");
    hello.raise("b");
    hello.raise("c");
    Await.equal(2.0, () -> value("mqtt_remoting_handlers_queued{connection=\"caller\"}"));
    assertEquals(0.0, value("mqtt_remoting_requests_queued{connection=\"caller\"}"));
    mayEnd.countDown();
    Await.equal(0.0, () -> value("mqtt_remoting_handlers_queued{connection=\"caller\"}"));
  }

  /** A service with a reply memory, which a raw client plays, so that the client sends again. */
  @Test
  void whatIsSentAgainIsCountedAtBothEnds() {
    RawClient raw = closedLater(new RawClient(broker.uri(), "played"));
    raw.subscribe("io.world/Hello/rpc/v3/say");
    raw.retain("_remoting/played", "{\"online\":true,\"session\":\"s\"}");
    raw.retain(
        "io.world/Hello/_status/played",
        "{\"online\":true,\"mappings\":[\"v3\"],\"session\":\"s\",\"memory\":\"m\"}");
    RemotingConnection calling = closedLater(connection("caller").connect());
    RemotingMetrics.of(calling).bindTo(registry);
    CompletableFuture<Integer> call = calling.client(IHello.class).sayLater("x");
    Await.until(
        "it is sent again",
        () -> value("mqtt_remoting_requests_repeated_total{connection=\"caller\"}") >= 1);
    call.cancel(true);

    RemotingConnection serving = closedLater(connection("server").connect());
    RemotingMetrics.of(serving).bindTo(registry);
    serving.serve(new Hello());
    for (int i = 0; i < 3; i++) {
      raw.publish(
          "io.world/Hello/rpc/v3/say",
          "{\"correlationData\":\"1\",\"responseTopic\":\"my/reply\",\"data\":[\"hi\"]}");
    }
    Await.equal(2.0, () -> value("mqtt_remoting_requests_duplicate_total{connection=\"server\"}"));
  }

  @Test
  void aReplyThatWaitsForAConnectionIsUnsent() {
    RemotingConnection serving = closedLater(connection("server").connect());
    RemotingMetrics.of(serving).bindTo(registry);
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Hello hello = new Hello();
    hello.sayingLater = text -> answer;
    serving.serve(hello);
    try (RawClient raw = new RawClient(broker.uri(), "raw")) {
      raw.publish(
          "io.world/Hello/rpc/v3/sayLater",
          "{\"correlationData\":\"1\",\"responseTopic\":\"my/reply\",\"data\":[\"hi\"]}");
      Await.until("it is asked", () -> answer.getNumberOfDependents() > 0);
    }
    broker.stop();
    Await.until("the loss is noticed", () -> !serving.isConnected());
    answer.complete(1);
    Await.equal(1.0, () -> value("mqtt_remoting_messages_unsent{connection=\"server\"}"));
    broker.restart();
    Await.equal(0.0, () -> value("mqtt_remoting_messages_unsent{connection=\"server\"}"));
  }

  @Test
  void closingRemovesThem() {
    RemotingConnection connection = closedLater(connection("closed").connect());
    SimpleMeterRegistry second = new SimpleMeterRegistry();
    RemotingMetrics metrics = RemotingMetrics.of(connection);
    metrics.bindTo(registry);
    metrics.bindTo(second);
    assertEquals(27, second.getMeters().size());
    metrics.close();
    assertEquals(List.of(), second.getMeters());
    assertEquals("", registry.scrape());
    assertTrue(connection.isConnected());
  }

  @Test
  void callsAreTimersWithTheSameKeysWhateverHappens() throws Exception {
    ObservationRegistry observations = ObservationRegistry.create();
    observations
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(registry));
    RemotingObservation observation = RemotingObservation.with(observations);
    RemotingConnection serving = closedLater(observation.applyTo(connection("server")).connect());
    RemotingConnection calling = closedLater(observation.applyTo(connection("caller")).connect());
    Hello hello = new Hello();
    serving.serve(hello);
    IHello client = calling.client(IHello.class);
    assertEquals(2, client.say("hi"));
    hello.saying =
        text -> {
          throw new RefusedException("no");
        };
    assertThrows(RefusedException.class, () -> client.say("hi"));
    List<String> expected = new ArrayList<>();
    for (String end : List.of("client", "server")) {
      for (String outcome :
          List.of(
              "error=\"RefusedException\",error_type=\"APPLICATION\",rpc_method="
                  + "\"io.world.Hello/say\",rpc_response_status_code=\"APPLICATION\"",
              "error=\"none\",error_type=\"none\",rpc_method=\"io.world.Hello/say\","
                  + "rpc_response_status_code=\"OK\"")) {
        expected.add(
            "rpc_"
                + end
                + "_call_duration_seconds_count{"
                + outcome
                + ",rpc_system_name=\"mqtt_remoting\",server_address=\"127.0.0.1\",server_port=\""
                + broker.port()
                + "\"} 1");
      }
    }
    Await.equal(
        expected,
        () ->
            lines(
                "rpc_client_call_duration_seconds_count",
                "rpc_server_call_duration_seconds_count"));
    assertEquals(
        List.of("# TYPE rpc_client_call_duration_seconds summary"),
        lines("# TYPE rpc_client_call_duration_seconds summary"));
  }
}
