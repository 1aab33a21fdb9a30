package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.Fleet;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** With each QoS, many calls can be open, more than mosquitto accepts at once. */
class DeliveryTest {
  private static final int CALLS = 500;
  private static final int REPETITIONS = 900; // mosquitto queues 1000 for a client
  private static final Pattern CORRELATION_DATA = Pattern.compile("\"correlationData\":\"[^\"]*\"");
  private static Mosquitto broker;

  @RemoteInterface(module = "test.delivery")
  interface ICounter {
    @Operation(oneWay = true)
    void count();

    @Operation
    CompletableFuture<Integer> add(int more);

    @Operation(delivery = Delivery.QOS_2)
    CompletableFuture<Integer> addExactly(int more);

    @Operation(delivery = Delivery.AT_MOST_ONCE)
    int addQuickly(int more);

    @Property
    int getLast();

    @Property
    void setLast(int last);

    @Property
    Subscription onLastChanged(Consumer<Integer> handler);
  }

  static class Counter implements ICounter {
    final AtomicInteger counted = new AtomicInteger();
    private final ObservableValue<Integer> last = new ObservableValue<>(0);

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

    @Override
    public int addQuickly(int more) {
      int sum = counted.addAndGet(more);
      if (more < 0) {
        last.set(sum);
      }
      return sum;
    }

    @Override
    public int getLast() {
      return last.get();
    }

    @Override
    public void setLast(int value) {
      last.set(value);
    }

    @Override
    public Subscription onLastChanged(Consumer<Integer> handler) {
      return last.onChange(handler);
    }
  }

  @BeforeAll
  static void start() {
    broker = Mosquitto.start();
  }

  @AfterAll
  static void stop() {
    if (broker != null) { // null if mosquitto is not installed
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
    "MQTT_5, AUTO", "MQTT_5, AT_MOST_ONCE", "MQTT_5, QOS_1", "MQTT_5, QOS_2",
    "MQTT_3_1_1, AUTO", "MQTT_3_1_1, AT_MOST_ONCE", "MQTT_3_1_1, QOS_1", "MQTT_3_1_1, QOS_2"
  })
  void nothingIsLost(MqttVersion version, Delivery delivery) throws Exception {
    try (RemotingConnection serving = connection(version, delivery).connect();
        RemotingConnection calling = connection(version, delivery).connect()) {
      Counter counter = new Counter();
      serving.serve(counter);
      ICounter client = calling.client(ICounter.class);
      assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
      for (int i = 0; i < CALLS; i++) { // never repeated
        client.count();
      }
      Await.equal(CALLS, counter.counted::get);
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
    "MQTT_5, AUTO, 0", "MQTT_5, AT_MOST_ONCE, 0", "MQTT_5, QOS_1, 1", "MQTT_5, QOS_2, 2",
    "MQTT_3_1_1, AUTO, 0", "MQTT_3_1_1, AT_MOST_ONCE, 0", "MQTT_3_1_1, QOS_1, 1",
        "MQTT_3_1_1, QOS_2, 2"
  })
  void requestsAndRepliesTravelAsAskedFor(MqttVersion version, Delivery delivery, int qos)
      throws Exception {
    try (RemotingConnection serving = connection(version, delivery).connect();
        RemotingConnection calling = connection(version, delivery).clientId("me").connect();
        RawClient observer = new RawClient(broker.uri())) {
      serving.serve(new Counter());
      ICounter client = calling.client(ICounter.class);
      assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
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
      assertNext(observer, rpc + "count", Math.max(1, qos)); // never repeated
    }
  }

  /** Checks the next message; skips clients' questions for the clock of the service. */
  private static Mqtt5Publish assertNext(RawClient observer, String topic, int qos) {
    Mqtt5Publish publish = observer.next();
    while (publish.getTopic().toString().contains("/_ping")) {
      publish = observer.next();
    }
    assertEquals(topic, publish.getTopic().toString());
    assertEquals(qos, publish.getQos().getCode());
    return publish;
  }

  /**
   * A caller that does not say that it repeats its requests gets no reply at QoS 0, unless the
   * service or the operation is set to that.
   */
  @ParameterizedTest
  @CsvSource({
    "MQTT_5, AUTO, add, 1",
    "MQTT_5, QOS_2, add, 2",
    "MQTT_5, AUTO, addExactly, 2",
    "MQTT_5, AT_MOST_ONCE, add, 0",
    "MQTT_5, AT_MOST_ONCE, addExactly, 2",
    "MQTT_5, AUTO, addQuickly, 0",
    "MQTT_5, QOS_1, addQuickly, 1",
    "MQTT_3_1_1, AUTO, add, 1",
    "MQTT_3_1_1, QOS_2, add, 2",
    "MQTT_3_1_1, AUTO, addExactly, 2",
    "MQTT_3_1_1, AT_MOST_ONCE, add, 0",
    "MQTT_3_1_1, AT_MOST_ONCE, addExactly, 2"
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

  @ParameterizedTest
  @CsvSource({
    "AUTO, AUTO, add, 1",
    "AUTO, AT_MOST_ONCE, add, 0",
    "AUTO, AT_MOST_ONCE, addExactly, 2",
    "AUTO, QOS_2, add, 2",
    "AUTO, QOS_2, addQuickly, 0",
    "AT_MOST_ONCE, QOS_1, add, 1",
    "QOS_1, AT_MOST_ONCE, add, 1"
  })
  void repliesToOthersTravelAsTheOptionsSay(
      Delivery connection, Delivery options, String operation, int qos) {
    try (RemotingConnection serving = connection(MqttVersion.MQTT_5, connection).connect();
        RawClient caller = new RawClient(broker.uri())) {
      serving.serve(new Counter(), ServiceOptions.defaults().withDelivery(options));
      caller.subscribe("replies");
      caller.publish(request(operation, "1"));
      assertNext(caller, "replies", qos);
    }
  }

  /** Even if QoS 0 is allowed, a reply must not overtake a value. */
  @Test
  void aReplyBehindAValueTravelsAsThatDoes() {
    try (RemotingConnection serving = connection(MqttVersion.MQTT_5, Delivery.AUTO).connect();
        RawClient caller = new RawClient(broker.uri())) {
      serving.serve(new Counter());
      caller.subscribe("replies");
      caller.publish(
          RawClient.message(
              "test.delivery/Counter/rpc/v3/addQuickly",
              "{\"correlationData\":\"1\",\"responseTopic\":\"replies\",\"data\":[-1]}"));
      assertNext(caller, "replies", 1);
    }
  }

  /** The service publishes no status, as one in another language. */
  @ParameterizedTest
  @CsvSource({
    "MQTT_5, AUTO, 1, 0", "MQTT_5, AT_MOST_ONCE, 0, 0", "MQTT_5, QOS_2, 2, 2",
    "MQTT_3_1_1, AUTO, 1, 0", "MQTT_3_1_1, AT_MOST_ONCE, 0, 0", "MQTT_3_1_1, QOS_2, 2, 2"
  })
  void requestsToOthersTravelAsAskedFor(
      MqttVersion version, Delivery delivery, int qos, int quickly) {
    try (Mosquitto fresh = Mosquitto.start(); // no service has ever been here
        RawClient service = new RawClient(fresh.uri());
        RemotingConnection calling =
            connection(fresh.uri(), version, delivery).clientId("me").connect()) {
      String rpc = "test.delivery/Counter/rpc/" + (version == MqttVersion.MQTT_5 ? "" : "v3/");
      service.subscribe(rpc + "+");
      service.subscribe("test.delivery/Counter/set/+");
      ICounter client = calling.client(ICounter.class);
      client.count();
      assertNext(service, rpc + "count", qos);
      CompletableFuture<Integer> sum = client.add(1);
      answer(service, assertNext(service, rpc + "add", qos), rpc + "add/me/result");
      assertEquals(1, sum.join());
      CompletableFuture<Integer> exactly = client.addExactly(1);
      answer(service, assertNext(service, rpc + "addExactly", 2), rpc + "addExactly/me/result");
      assertEquals(1, exactly.join());
      CompletableFuture<Integer> quick = CompletableFuture.supplyAsync(() -> client.addQuickly(1));
      answer(
          service, assertNext(service, rpc + "addQuickly", quickly), rpc + "addQuickly/me/result");
      assertEquals(1, quick.join());
      client.setLast(1);
      assertNext(service, "test.delivery/Counter/set/last", Math.max(1, qos));
      CompletableFuture<Integer> behind = client.add(1); // must not overtake the change
      Mqtt5Publish request = assertNext(service, rpc + "add", Math.max(1, qos));
      client.count();
      assertNext(service, rpc + "count", Math.max(1, qos));
      answer(service, request, rpc + "add/me/result");
      assertEquals(1, behind.join());
      client.count(); // the reply shows that it has seen the change
      assertNext(service, rpc + "count", qos);
    }
  }

  private static void answer(RawClient service, Mqtt5Publish request, String topic) {
    if (request.getCorrelationData().isPresent()) {
      service.publish(
          RawClient.message(topic, "1")
              .correlationData(request.getCorrelationData().orElseThrow()));
      return;
    }
    Matcher id = CORRELATION_DATA.matcher(RawClient.text(request));
    assertTrue(id.find());
    service.publish(RawClient.message(topic, "{" + id.group() + ",\"data\":1}"));
  }

  /** Also what an operation wants at QoS 2. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void subscriptionsAreAtQos0IfThatIsAskedFor(MqttVersion version) throws Exception {
    try (Mosquitto logging = Mosquitto.start("log_type subscribe")) {
      callSetAndFind(connection(logging.uri(), version, Delivery.AUTO), "usual");
      assertEquals(Set.of(0, 1, 2), logging.subscribedAt("usual")); // 0: for fleets
      callSetAndFind(
          connection(logging.uri(), version, Delivery.AUTO).subscribeAtQos0(), "undemanding");
      assertEquals(Set.of(0), logging.subscribedAt("undemanding"));
      callSetAndFind(
          connection(logging.uri(), version, Delivery.QOS_2).subscribeAtQos0(), "contrary");
      assertEquals(Set.of(0), logging.subscribedAt("contrary"));
    }
  }

  private static void callSetAndFind(ConnectionBuilder builder, String clientId) throws Exception {
    try (RemotingConnection connection = builder.clientId(clientId).connect();
        Fleet<ICounter> fleet = connection.fleet(ICounter.class)) {
      connection.serve(new Counter(), ServiceOptions.defaults().withInstance("one"));
      ICounter client = fleet.await("one", Await.DEADLINE).orElseThrow();
      assertEquals(3, client.add(3).get(10, TimeUnit.SECONDS));
      assertEquals(5, client.addExactly(2).get(10, TimeUnit.SECONDS));
      client.setLast(6);
      Await.equal(6, client::getLast);
      ICounter alone = connection.client(ICounter.class, "one");
      assertEquals(6, alone.getLast(), "retained");
      assertEquals(6, alone.addQuickly(1));
    }
  }

  /**
   * If all services with a status have left, requests to a possible successor without one travel at
   * QoS 1, so that the broker reports if nobody is subscribed.
   */
  @Test
  void aPossibleSuccessorIsCalledAtQos1() {
    try (RemotingConnection serving = connection(MqttVersion.MQTT_5, Delivery.AUTO).connect();
        RemotingConnection calling =
            connection(MqttVersion.MQTT_5, Delivery.AT_MOST_ONCE).clientId("me").connect();
        RawClient service = new RawClient(broker.uri())) {
      ICounter client = calling.client(ICounter.class);
      comeAndGo(serving, client);
      assertThrows(ServiceUnavailableException.class, client::count);
      assertThrows(ServiceUnavailableException.class, () -> client.addQuickly(1));
      String rpc = "test.delivery/Counter/rpc/";
      service.subscribe(rpc + "+");
      client.count();
      assertNext(service, rpc + "count", 1);
      CompletableFuture<Integer> sum = client.add(1);
      answer(service, assertNext(service, rpc + "add", 1), rpc + "add/me/result");
      assertEquals(1, sum.join());
    }
  }

  /**
   * The broker reports that nobody is subscribed, also if a service that was starting has received
   * the probe with which this is found out.
   */
  @Test
  void aPossibleSuccessorIsCalledAfterSomebodyReceivedTheProbe() {
    try (RemotingConnection serving = connection(MqttVersion.MQTT_5, Delivery.AUTO).connect();
        RemotingConnection calling = connection(MqttVersion.MQTT_5, Delivery.AUTO).connect();
        RawClient other = new RawClient(broker.uri())) {
      ICounter client = calling.client(ICounter.class);
      comeAndGo(serving, client);
      String rpc = "test.delivery/Counter/rpc/";
      other.subscribe(rpc + "v3/+");
      assertThrows(ServiceUnavailableException.class, client::count);
      other.next(rpc + "v3/_cancel");
      assertThrows(ServiceUnavailableException.class, client::count);
      other.unsubscribe(rpc + "v3/+");
      comeAndGo(serving, client);
      other.subscribe(rpc + "+");
      client.count();
      assertNext(other, rpc + "count", 1);
    }
  }

  private static void comeAndGo(RemotingConnection serving, ICounter client) {
    ServiceHandle handle = serving.serve(new Counter());
    Await.until("it is there", ClientHandle.of(client)::isAvailable);
    handle.close();
    Await.until("it has left", () -> !ClientHandle.of(client).isAvailable());
  }

  /** The thread that reads the requests is the one that has to make room for the replies. */
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
      wire.stall(Duration.ofSeconds(10));
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
      Await.equal(2, counter.counted::get);
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
