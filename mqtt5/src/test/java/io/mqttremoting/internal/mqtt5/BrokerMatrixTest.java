package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What differs between brokers: where a broker has a {@link BrokerDifference}, this shows it, and
 * elsewhere that the feature works. {@link ConformanceTest} has what is the same everywhere.
 */
@ParameterizedClass
@MethodSource("all")
@EnabledIfSystemProperty(named = "brokers", matches = ".+")
@Timeout(90)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerMatrixTest {
  private static final String ID = "conformance/Everything";
  private static final ServiceOptions IN_GROUP = ServiceOptions.defaults().withGroup("workers");
  private static final int CALLS = 100;
  private static final int SIGNALS = 400; // HiveMQ CE queues 1000 messages for a client
  private static final int SUBSCRIPTIONS = 300; // Artemis stalls within 20 of them
  private static final int STALL_SECONDS = 5;

  private static BrokerKind running;
  private static TestBroker broker;

  @RegisterExtension private final Opened opened = new Opened();
  private final Everything service = new Everything();
  private final Tested tested;

  BrokerMatrixTest(Tested tested) {
    this.tested = tested;
  }

  record Tested(BrokerKind kind, MqttVersion version) {}

  static Stream<Tested> all() {
    return BrokerKind.tested().stream()
        .flatMap(kind -> kind.versions().stream().map(version -> new Tested(kind, version)));
  }

  @BeforeParameterizedClassInvocation
  static void start(Tested tested) {
    if (tested.kind != running) {
      stop();
      broker = tested.kind.start();
      running = tested.kind;
    }
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
    broker = null;
    running = null;
  }

  private boolean has(BrokerDifference difference) {
    return tested.kind.differences().contains(difference);
  }

  private RemotingConnection connect(URI uri) {
    return connect(uri, Delivery.AUTO);
  }

  private RemotingConnection connect(URI uri, Delivery delivery) {
    return opened.closedLater(
        Combination.connection(uri, Optional.of(tested.version))
            .reconnectDelays(Duration.ofMillis(20), Duration.ofMillis(50))
            .callTimeout(Duration.ofSeconds(has(BrokerDifference.DOTS_BECOME_SLASHES) ? 3 : 10))
            .delivery(delivery)
            .connect());
  }

  private RawClient raw(String clientId) {
    return opened.closedLater(new RawClient(broker.uri(), clientId));
  }

  private FaultyWire wire() {
    return opened.closedLater(new FaultyWire(broker.uri(), "wire"));
  }

  private static boolean awaitAvailable(Object client) throws InterruptedException {
    return ClientHandle.of(client).awaitAvailable(Await.DEADLINE);
  }

  /** Makes a client before the service is served: every broker tells it of the service. */
  private IEverything clientOfService(RemotingConnection calling, RemotingConnection serving)
      throws InterruptedException {
    IEverything client = calling.client(IEverything.class);
    serving.serve(service);
    assertTrue(awaitAvailable(client));
    return client;
  }

  @Test
  void lateClientsGetValuesAndKnowTheService() throws InterruptedException {
    IEverything early = clientOfService(connect(broker.uri()), connect(broker.uri()));
    service.setNumber(77);
    Await.equal(77, early::getNumber);
    IEverything late = connect(broker.uri()).client(IEverything.class);
    if (has(BrokerDifference.NO_RETAINED_FOR_WILDCARDS)) {
      assertFalse(ClientHandle.of(late).isAvailable());
      assertEquals(0, late.getNumber());
    }
    assertTrue(awaitAvailable(late));
    Await.equal(77, late::getNumber);
    assertEquals("late", late.echo("late"));
    service.setNumber(78);
    Await.equal(78, late::getNumber);
  }

  @Test
  void dotsInTopics() throws InterruptedException {
    RemotingConnection serving = connect(broker.uri());
    RemotingConnection calling = connect(broker.uri());
    if (has(BrokerDifference.REFUSES_DOTS)) {
      assertThrows(RemotingException.class, () -> serving.serve(new IHello.Hello()));
      assertThrows(RemotingException.class, () -> calling.client(IHello.class));
      return;
    }
    IHello client = calling.client(IHello.class);
    serving.serve(new IHello.Hello());
    if (has(BrokerDifference.DOTS_BECOME_SLASHES)) {
      assertThrows(RemotingException.class, () -> client.say("hello"));
    } else {
      assertTrue(awaitAvailable(client));
      assertEquals("hello", client.say("hello"));
      Await.equal("hello", client::getLast);
    }
  }

  @Test
  void groups() throws InterruptedException {
    List<Everything> members = List.of(service, new Everything());
    boolean only5 = has(BrokerDifference.NO_SHARED_SUBSCRIPTIONS_WITH_3_1_1);
    if (has(BrokerDifference.NO_SHARED_SUBSCRIPTIONS)
        || (only5 && tested.version == MqttVersion.MQTT_3_1_1)) {
      RemotingConnection serving = connect(broker.uri());
      RemotingException refused =
          assertThrows(RemotingException.class, () -> serving.serve(service, IN_GROUP));
      assertEquals(ErrorCode.UNIMPLEMENTED, refused.code(), refused::toString);
      return;
    }
    IEverything client = connect(broker.uri()).client(IEverything.class);
    members.forEach(member -> connect(broker.uri()).serve(member, IN_GROUP));
    assertTrue(awaitAvailable(client));
    List<String> calls = IntStream.range(0, CALLS).mapToObj(i -> "call" + i).sorted().toList();
    calls.forEach(client::remember);
    List<String> executed =
        members.stream().flatMap(member -> member.remembered.stream()).sorted().toList();
    assertEquals(calls, executed, "each is executed by one member");
    members.forEach(member -> assertFalse(member.remembered.isEmpty()));
  }

  @Test
  void qos2() throws InterruptedException {
    RemotingConnection calling = connect(broker.uri(), Delivery.QOS_2);
    IEverything client = clientOfService(calling, connect(broker.uri()));
    RawClient raw = raw("raw");
    raw.subscribe(ID + "/rpc/#");
    if (has(BrokerDifference.NO_QOS_2)) {
      assertThrows(RemotingException.class, () -> client.echo("x"));
      return;
    }
    assertEquals("x", client.echo("x"));
    int qos = raw.next("the request", packet -> packet.topic().endsWith("/echo")).qos();
    assertEquals(has(BrokerDifference.QOS_2_BECOMES_QOS_1) ? 1 : 2, qos);
  }

  /** A value must arrive before the reply of the call that changed it. */
  @Test
  void messagesArriveInTheOrderInWhichTheyWerePublished() {
    connect(broker.uri()).serve(service);
    RawClient raw = raw("raw");
    raw.subscribe(ID + "/sig/named").subscribe(ID + "/sig/tick");
    for (int i = 0; i < SIGNALS; i++) {
      service.name("first");
      service.tick();
    }
    Await.equal(2 * SIGNALS, () -> raw.seen().size());
    boolean ordered = true;
    int untilNow = 0;
    for (Packet packet : raw.seen()) {
      untilNow += packet.topic().endsWith("named") ? 1 : -1;
      ordered &= untilNow >= 0;
    }
    assertEquals(!has(BrokerDifference.NO_ORDER_BETWEEN_TOPICS), ordered);
  }

  @Test
  void aServiceThatIsKilledIsKnownToBeGone() throws InterruptedException {
    FaultyWire wire = wire();
    RemotingConnection weak =
        opened.closedLater(
            Combination.connection(wire.uri(), Optional.of(tested.version))
                .clientId("killed")
                .reconnectAttempts(0)
                .connect());
    IEverything client = clientOfService(connect(broker.uri()), weak);
    wire.drop();
    Await.until("the service is known to be gone", () -> !ClientHandle.of(client).isAvailable());
    // with MQTT 5, brokers may pass on messages to it for a moment
    Await.until(
        "calls fail at once",
        () -> !assertThrows(ServiceUnavailableException.class, client::count).wasSent());
    RawClient raw = raw("raw");
    raw.subscribe("_remoting/killed");
    assertEquals(
        has(BrokerDifference.WILLS_ARE_NOT_RETAINED),
        raw.next("_remoting/killed").text().contains("\"online\":true"),
        "a late client finds it");
    Await.until("its connection is known to be broken", () -> !weak.isConnected());
    weak.connect(); // so that it closes properly
  }

  @Test
  void callsAndValuesSurviveBrokenConnections() throws InterruptedException {
    FaultyWire callers = wire();
    FaultyWire services = wire();
    IEverything client = clientOfService(connect(callers.uri()), connect(services.uri()));
    List<String> succeeded = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      if (i % 20 == 10) {
        (i % 40 == 10 ? callers : services).drop();
      }
      String call = "call" + i;
      try {
        client.remember(call);
        succeeded.add(call);
      } catch (RemotingException e) {
        Await.until("it works again", () -> works(client));
      }
    }
    List<String> executed = List.copyOf(service.remembered);
    assertEquals(executed.stream().distinct().toList(), executed, "none is executed twice");
    assertTrue(executed.containsAll(succeeded), executed::toString);
    services.drop();
    service.setNumber(5);
    Await.equal(5, client::getNumber);
    callers.drop();
    service.setNumber(6);
    Await.equal(6, client::getNumber);
    Await.until("it works again", () -> works(client));
    service.setNumber(7);
    Await.equal(7, client::getNumber);
  }

  /** Last, and once for each broker: Artemis does other things late while a connection stalls. */
  @Test
  @Order(Integer.MAX_VALUE)
  void unsubscribingWhileMessagesCome() throws Exception {
    List<MqttVersion> versions = tested.kind.versions();
    Assumptions.assumeTrue(tested.version == versions.get(versions.size() - 1), "once");
    FaultyWire wire = wire();
    RawClient leaving = opened.closedLater(new RawClient(wire.uri(), "leaving"));
    RawClient publishing = raw("publishing");
    AtomicBoolean ended = new AtomicBoolean();
    Thread messages =
        new Thread(
            () -> {
              while (!ended.get()) {
                publishing.publishAtQos0("flood/message", "");
              }
            },
            "messages");
    messages.start();
    boolean stalled = false;
    for (int i = 0; i < SUBSCRIPTIONS && !stalled; i++) {
      leaving.subscribe("flood/+");
      CompletableFuture<Void> unsubscribed =
          CompletableFuture.runAsync(() -> leaving.unsubscribe("flood/+"));
      stalled =
          unsubscribed
              .handle((nothing, e) -> false)
              .completeOnTimeout(true, STALL_SECONDS, TimeUnit.SECONDS)
              .join();
    }
    ended.set(true);
    wire.drop(); // a stalled broker would not answer a DISCONNECT, either
    messages.join(Await.DEADLINE.toMillis());
    assertEquals(has(BrokerDifference.STALLS_ON_UNSUBSCRIBE), stalled);
  }

  private static boolean works(IEverything client) {
    try {
      return client.echo("x").equals("x");
    } catch (RemotingException e) {
      return false;
    }
  }
}
