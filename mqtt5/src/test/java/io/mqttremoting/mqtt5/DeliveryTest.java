package io.mqttremoting.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each quality of service carries many calls at a time, beyond what mosquitto takes at once. */
class DeliveryTest {
  private static final int CALLS = 500;
  private static final int REPETITIONS = 900; // mosquitto keeps a thousand for one client
  private static Mosquitto broker;

  @RemoteInterface(module = "test.delivery")
  interface ICounter {
    @Operation(oneWay = true)
    void count();

    @Operation
    CompletableFuture<Integer> add(int more);

    @Operation(delivery = Delivery.QOS_2)
    CompletableFuture<Integer> addExactly(int more);
  }

  static class Counter implements ICounter {
    final AtomicInteger counted = new AtomicInteger();

    @Override
    public void count() {
      counted.incrementAndGet();
    }

    @Override
    public CompletableFuture<Integer> add(int more) {
      return CompletableFuture.completedFuture(counted.addAndGet(more));
    }

    @Override
    public CompletableFuture<Integer> addExactly(int more) {
      return add(more);
    }
  }

  @BeforeAll
  static void start() {
    broker = Mosquitto.start();
  }

  @AfterAll
  static void stop() {
    if (broker != null) { // else it is not installed
      broker.close();
    }
  }

  private static ConnectionBuilder connection(MqttVersion version, Delivery delivery) {
    return connection(broker.uri(), version, delivery);
  }

  private static ConnectionBuilder connection(URI broker, MqttVersion version, Delivery delivery) {
    return MqttRemoting.connection(broker.toString()).mqttVersion(version).delivery(delivery);
  }

  @ParameterizedTest
  @CsvSource({
    "MQTT_5, AUTO", "MQTT_5, QOS_1", "MQTT_5, QOS_2",
    "MQTT_3_1_1, AUTO", "MQTT_3_1_1, QOS_1", "MQTT_3_1_1, QOS_2"
  })
  void nothingIsLost(MqttVersion version, Delivery delivery) throws Exception {
    try (RemotingConnection serving = connection(version, delivery).connect();
        RemotingConnection calling = connection(version, delivery).connect()) {
      Counter counter = new Counter();
      serving.serve(counter);
      ICounter client = calling.client(ICounter.class);
      assertTrue(ClientHandle.of(client).awaitAvailable(Await.PATIENCE));
      for (int i = 0; i < CALLS; i++) { // which nobody would repeat
        client.count();
      }
      Await.value(CALLS, counter.counted::get);
      List<CompletableFuture<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(client.add(1));
        calls.add(client.addExactly(1));
      }
      for (CompletableFuture<Integer> call : calls) {
        assertTrue(call.get(10, TimeUnit.SECONDS) > CALLS);
      }
      assertEquals(3 * CALLS, counter.counted.get());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MQTT_5, AUTO, 0", "MQTT_5, QOS_1, 1", "MQTT_5, QOS_2, 2",
    "MQTT_3_1_1, AUTO, 0", "MQTT_3_1_1, QOS_1, 1", "MQTT_3_1_1, QOS_2, 2"
  })
  void requestsAndRepliesTravelAsAskedFor(MqttVersion version, Delivery delivery, int qos)
      throws Exception {
    try (RemotingConnection serving = connection(version, delivery).connect();
        RemotingConnection calling = connection(version, delivery).clientId("me").connect();
        RawClient observer = new RawClient(broker.uri())) {
      serving.serve(new Counter());
      ICounter client = calling.client(ICounter.class);
      assertTrue(ClientHandle.of(client).awaitAvailable(Await.PATIENCE));
      String rpc = "test.delivery/Counter/rpc/" + (version == MqttVersion.MQTT_5 ? "" : "v3/");
      observer.subscribe(rpc + "+");
      observer.subscribe(rpc + "+/me/result");
      client.add(1).get(10, TimeUnit.SECONDS);
      assertNext(observer, rpc + "add", qos);
      assertNext(observer, rpc + "add/me/result", qos);
      client.addExactly(1).get(10, TimeUnit.SECONDS);
      assertNext(observer, rpc + "addExactly", 2);
      assertNext(observer, rpc + "addExactly/me/result", 2);
      client.count();
      assertNext(observer, rpc + "count", Math.max(1, qos)); // nobody would repeat it
    }
  }

  /** Clients also ask a service that they call for its clock. */
  private static void assertNext(RawClient observer, String topic, int qos) {
    Mqtt5Publish publish = observer.next();
    while (publish.getTopic().toString().contains("/_ping")) {
      publish = observer.next();
    }
    assertEquals(topic, publish.getTopic().toString());
    assertEquals(qos, publish.getQos().getCode());
  }

  /** Who does not say that it repeats what is not answered gets no reply at QoS 0. */
  @ParameterizedTest
  @CsvSource({
    "MQTT_5, AUTO, add, 1", "MQTT_5, QOS_2, add, 2", "MQTT_5, AUTO, addExactly, 2",
    "MQTT_3_1_1, AUTO, add, 1", "MQTT_3_1_1, QOS_2, add, 2", "MQTT_3_1_1, AUTO, addExactly, 2"
  })
  void repliesToOthersTravelAsTheServiceIsAskedTo(
      MqttVersion version, Delivery delivery, String operation, int qos) {
    try (RemotingConnection serving = connection(version, delivery).connect();
        RawClient caller = new RawClient(broker.uri())) {
      serving.serve(new Counter());
      caller.subscribe("replies");
      caller.publish(request(operation, "1"));
      assertNext(caller, "replies", qos);
    }
  }

  /** All at once: the thread that reads them is the one that has to make room for the answers. */
  @ParameterizedTest
  @CsvSource({"MQTT_5, AUTO", "MQTT_5, QOS_2", "MQTT_3_1_1, AUTO", "MQTT_3_1_1, QOS_2"})
  void manyRepetitionsOfOneRequestAreAnswered(MqttVersion version, Delivery delivery)
      throws Exception {
    try (FaultyWire wire = new FaultyWire(broker.uri(), "service");
        RemotingConnection serving = connection(wire.uri(), version, delivery).connect();
        RawClient caller = new RawClient(broker.uri())) {
      Counter counter = new Counter();
      serving.serve(counter);
      caller.subscribe("replies");
      caller.publish(add("1"));
      String reply = "{\"correlationData\":\"1\",\"data\":1}";
      assertEquals(reply, RawClient.text(caller.next("replies")));
      wire.stall(Await.PATIENCE);
      List<CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
      for (int i = 0; i < REPETITIONS; i++) {
        sent.add(caller.publishAsync(add("1").qos(MqttQos.AT_MOST_ONCE)));
      }
      for (CompletableFuture<Mqtt5PublishResult> each : sent) {
        each.get(10, TimeUnit.SECONDS);
      }
      wire.stall(Duration.ZERO);
      for (int i = 0; i < REPETITIONS; i++) {
        assertEquals(reply, RawClient.text(caller.next("replies")));
      }
      caller.publish(add("2"));
      Await.value(2, counter.counted::get);
    }
  }

  private static Mqtt5PublishBuilder.Complete add(String id) {
    return request("add", id);
  }

  private static Mqtt5PublishBuilder.Complete request(String operation, String id) {
    return RawClient.message(
        "test.delivery/Counter/rpc/v3/" + operation,
        "{\"correlationData\":\""
            + id
            + "\",\"responseTopic\":\"replies\",\"timeoutMillis\":30000,\"data\":[1]}");
  }
}
