package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mqttremoting.Contract;
import io.mqttremoting.Discovery;
import io.mqttremoting.DiscoveryOptions;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.api.ServiceInfo.State;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What services are at the broker, with every version of MQTT and every broker. */
@ParameterizedClass
@MethodSource("io.mqttremoting.internal.mqtt5.Combination#all")
@Timeout(60)
class DiscoveryTest {
  @RegisterExtension static final RunningBrokers BROKERS = new RunningBrokers();

  private static final Duration LONG = Duration.ofSeconds(5);
  private static int namespaces;

  private final Combination combination;
  private final TestBroker broker;
  private final String namespace = "found" + ++namespaces;
  @RegisterExtension private final Opened opened = new Opened();

  DiscoveryTest(Combination combination) {
    this.combination = combination;
    this.broker = BROKERS.of(combination.broker());
  }

  private RemotingConnection serviceSide(String in, String clientId) {
    return opened.closedLater(
        Combination.connection(broker.uri(), combination.service())
            .namespace(in)
            .clientId(clientId + namespaces)
            .connect());
  }

  private RemotingConnection clientSide() {
    return opened.closedLater(
        Combination.connection(broker.uri(), combination.client())
            .namespace(namespace)
            .clientId("finder" + namespaces)
            .connect());
  }

  private RawClient raw() {
    return opened.closedLater(new RawClient(broker.uri(), "raw" + namespaces));
  }

  private static ServiceHandle serve(RemotingConnection connection, String instance) {
    return connection.serve(new IHello.Hello(), ServiceOptions.defaults().withInstance(instance));
  }

  private String mappings() {
    return combination.spoken(combination.service()) == MqttVersion.MQTT_5 ? "v5 v3" : "v3";
  }

  /** The line of a service of {@link IHello}, without its contract and when it began. */
  private static String line(ServiceInfo service) {
    return service
        .toString()
        .replaceFirst(", contract [0-9a-f]{16}", "")
        .replaceFirst(", since [-0-9T:.Z]+$", "");
  }

  private static List<String> lines(List<ServiceInfo> services) {
    return services.stream().map(DiscoveryTest::line).toList();
  }

  /** The lines of the services that begin with the namespace of this test. */
  private List<String> ownLines(List<ServiceInfo> services) {
    return lines(services).stream().filter(line -> line.startsWith(namespace + "/")).toList();
  }

  /** What a handler is told. */
  private static BlockingQueue<String> events(Discovery discovery) {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    discovery.onChanged(service -> events.add(line(service)));
    return events;
  }

  @Test
  void everythingOfAServiceIsKnown() throws Exception {
    Instant before = Instant.now().minusMillis(1);
    RemotingConnection serving = serviceSide(namespace, "server");
    serve(serving, "kitchen");
    List<ServiceInfo> found = clientSide().discover(LONG);
    assertEquals(1, found.size(), found::toString);
    ServiceInfo service = found.get(0);
    Instant since = service.since().orElseThrow();
    assertTrue(since.isAfter(before) && !since.isAfter(Instant.now()), since::toString);
    String contract = Contract.of(IHello.class).fingerprint();
    assertEquals(
        new ServiceInfo(
            Optional.of(namespace),
            Optional.of("kitchen"),
            "io.world",
            "Hello",
            Optional.of("server" + namespaces),
            Optional.empty(),
            Optional.of(contract),
            List.of(mappings().split(" ")),
            Optional.empty(),
            Optional.of(since),
            State.ONLINE),
        service);
    assertEquals(namespace + "/@kitchen/io.world/Hello", service.id());
    assertEquals(
        service.id()
            + " at server"
            + namespaces
            + ": ONLINE, mappings "
            + mappings()
            + ", contract "
            + contract
            + ", since "
            + since,
        service.toString());
  }

  @Test
  void servicesInTheNamespaceAndInAll() throws Exception {
    RemotingConnection serving = serviceSide(namespace, "server");
    serving.serve(new IHello.Hello());
    serve(serving, "kitchen");
    RemotingConnection below = serviceSide(namespace + "/line2", "below");
    below.serve(new IHello.Hello());
    serve(below, "kitchen");
    RemotingConnection deepest = serviceSide(namespace + "/a/b/c", "deepest");
    deepest.serve(new IHello.Hello());
    serve(deepest, "cellar");
    String online = namespaces + ": ONLINE, mappings " + mappings();
    List<String> own =
        List.of(
            namespace + "/@kitchen/io.world/Hello at server" + online,
            namespace + "/io.world/Hello at server" + online);
    RemotingConnection finding = clientSide();
    assertEquals(own, lines(finding.discover(LONG)));
    List<String> all =
        List.of(
            own.get(0),
            namespace + "/a/b/c/@cellar/io.world/Hello at deepest" + online,
            namespace + "/a/b/c/io.world/Hello at deepest" + online,
            own.get(1),
            namespace + "/line2/@kitchen/io.world/Hello at below" + online,
            namespace + "/line2/io.world/Hello at below" + online);
    DiscoveryOptions everywhere = DiscoveryOptions.defaults().withAllNamespaces();
    assertEquals(all, ownLines(finding.discover(LONG, everywhere)));
    RemotingConnection outside =
        opened.closedLater(Combination.connection(broker.uri(), combination.client()).connect());
    assertEquals(all, ownLines(outside.discover(LONG, everywhere.withoutValues())));
    assertEquals(List.of(), ownLines(outside.discover(LONG)));
  }

  @Test
  void membersOfAGroupAreListedEach() throws Exception {
    assumeTrue(combination.broker() != BrokerKind.MOQUETTE, "which has no shared subscriptions");
    for (String member : List.of("one", "two")) {
      serviceSide(namespace, member)
          .serve(new IHello.Hello(), ServiceOptions.defaults().withGroup("g"));
    }
    String start = namespace + "/io.world/Hello at ";
    String end = namespaces + ": ONLINE, mappings " + mappings() + ", group g";
    assertEquals(
        List.of(start + "one" + end, start + "two" + end), lines(clientSide().discover(LONG)));
  }

  @Test
  void changesAreTold() throws Exception {
    Discovery discovery = opened.closedLater(clientSide().watchServices());
    assertEquals("services in " + namespace, discovery.toString());
    BlockingQueue<String> events = events(discovery);
    ServiceHandle served = serviceSide(namespace, "server").serve(new IHello.Hello());
    String start = namespace + "/io.world/Hello at server" + namespaces + ": ";
    String online = start + "ONLINE, mappings " + mappings();
    awaitLast(online, events); // its values may come first
    BlockingQueue<String> late = events(discovery);
    assertEquals(online, Await.next(late));
    assertEquals(List.of(online), lines(discovery.services()));
    served.close();
    assertEquals(start + "OFFLINE", Await.next(events));
    assertEquals(start + "OFFLINE", Await.next(late));
    assertEquals(List.of(start + "OFFLINE"), lines(discovery.services()));
    raw().forget(namespace + "/io.world/Hello/_status/server" + namespaces);
    assertEquals(start + "GONE", Await.next(events));
    String values = namespace + "/io.world/Hello: VALUES_ONLY";
    assertEquals(values, Await.next(events));
    assertEquals(List.of(values), lines(discovery.services()));
    raw().forget(namespace + "/io.world/Hello/prop/last");
    assertEquals(namespace + "/io.world/Hello: GONE", Await.next(events));
    assertEquals(List.of(), discovery.services());
    assertTrue(events.isEmpty(), events::toString);
  }

  @Test
  void aClosedDiscoverySaysSo() throws Exception {
    Discovery discovery = clientSide().watchServices();
    discovery.close();
    RemotingException refused =
        assertThrows(RemotingException.class, () -> discovery.onChanged(service -> {}));
    assertEquals("CANCELLED: the discovery of " + discovery + " is closed", refused.getMessage());
  }

  @Test
  void aServiceWhoseStatusComesAfterItsValuesIsNotGone() throws Exception {
    BlockingQueue<String> events = events(opened.closedLater(clientSide().watchServices()));
    RawClient raw = raw();
    raw.retain(namespace + "/io.world/Hello/prop/last", "\"x\"");
    assertEquals(namespace + "/io.world/Hello: VALUES_ONLY", Await.next(events));
    raw.retain(namespace + "/io.world/Hello/_status/me", "{\"online\":false}");
    assertEquals(namespace + "/io.world/Hello at me: OFFLINE", Await.next(events));
  }

  private static void awaitLast(String line, BlockingQueue<String> events)
      throws InterruptedException {
    String next = Await.next(events);
    while (!next.equals(line)) {
      assertTrue(List.of("VALUES_ONLY", "LEFT_BEHIND").stream().anyMatch(next::contains));
      next = Await.next(events);
    }
  }

  @Test
  void aKilledServiceIsLeftBehind() throws Exception {
    RemotingConnection doomed =
        opened.closedLater(
            Combination.connection(broker.uri(), combination.service())
                .namespace(namespace)
                .clientId("doomed" + namespaces)
                .reconnectAttempts(0)
                .connect());
    serve(doomed, "kitchen");
    RemotingConnection finding = clientSide();
    Discovery discovery = opened.closedLater(finding.watchServices());
    BlockingQueue<String> events = events(discovery);
    String start = namespace + "/@kitchen/io.world/Hello at doomed" + namespaces + ": ";
    String rest = ", mappings " + mappings();
    assertEquals(start + "ONLINE" + rest, Await.next(events));
    RawClient.takeOver(broker.uri(), doomed.clientId()); // the broker publishes the will
    assertEquals(start + "LEFT_BEHIND" + rest, Await.next(events));
    if (!combination.broker().differences().contains(BrokerDifference.WILLS_ARE_NOT_RETAINED)) {
      assertEquals(List.of(start + "LEFT_BEHIND" + rest), lines(finding.discover(LONG)));
    }
    Await.until("it knows that its connection is lost", () -> !doomed.isConnected());
    doomed.connect();
    assertEquals(start + "ONLINE" + rest, Await.next(events));
  }

  @Test
  void statusesOfEarlierRunsAreLeftBehind() throws Exception {
    RawClient raw = raw();
    raw.retain(namespace + "/a/B/_status/x", "{\"online\":true,\"session\":\"1\"}");
    raw.retain(namespace + "/a/C/_status/x", "{\"online\":true,\"session\":\"2\"}");
    raw.retain(namespace + "/a/D/_status/y", "{\"online\":true,\"session\":\"2\"}");
    raw.retain(namespace + "/_remoting/x", "{\"online\":true,\"session\":\"2\"}");
    assertEquals(
        List.of(
            namespace + "/a/B at x: LEFT_BEHIND",
            namespace + "/a/C at x: ONLINE",
            namespace + "/a/D at y: LEFT_BEHIND"),
        lines(clientSide().discover(LONG)));
  }

  @Test
  void otherLanguagesAreKnownByTheirValues() throws Exception {
    RawClient raw = raw();
    raw.retain(namespace + "/io.qt/Lamp/prop/on", "true");
    raw.retain(namespace + "/io.qt/Lamp/prop/level", "3");
    raw.retain(namespace + "/@attic/io.qt/Lamp/prop/on", "true");
    RemotingConnection finding = clientSide();
    List<String> lamps =
        List.of(
            namespace + "/@attic/io.qt/Lamp: VALUES_ONLY", namespace + "/io.qt/Lamp: VALUES_ONLY");
    assertEquals(lamps, lines(finding.discover(LONG)));
    DiscoveryOptions quick = DiscoveryOptions.defaults().withoutValues();
    assertEquals(List.of(), finding.discover(LONG, quick));
    BlockingQueue<String> events = events(opened.closedLater(finding.watchServices()));
    assertEquals(lamps, List.of(Await.next(events), Await.next(events)));
    raw.publish(namespace + "/io.qt/Lamp/prop/on", "false");
    raw.publish(namespace + "/io.qt/Fan/prop/on", "false");
    assertEquals(namespace + "/io.qt/Fan: VALUES_ONLY", Await.next(events));
  }

  @Test
  void whatOtherProgramsPublishDoesNoHarm() throws Exception {
    RawClient raw = raw();
    raw.retain(namespace + "/a/B/_status/bad", "no JSON");
    raw.retain(namespace + "/a/B/_status/large", "\"" + "x".repeat(5000) + "\"");
    raw.retain(namespace + "/a/B/_status/null", "null");
    raw.retain(
        namespace + "/a/B/_status/odd",
        "{\"online\":true,\"mappings\":[null,\"v9\"],\"since\":\"today\",\"version\":\"1\\n2\"}");
    raw.retain(namespace + "/_remoting/odd", "{\"online\":true}");
    raw.retain(namespace + "/_remoting/bad", "[[");
    raw.retain(namespace + "/@a/@b/C/_status/x", "{\"online\":true}");
    raw.retain(namespace + "/@/a/B/prop/x", "1");
    raw.retain(namespace + "/x/y/prop/_status/x", "{\"online\":true}");
    assertEquals(
        List.of(
            namespace + "/a/B at bad: OFFLINE",
            namespace + "/a/B at large: OFFLINE",
            namespace + "/a/B at null: OFFLINE",
            namespace + "/a/B at odd: ONLINE, mappings v9, version 1?2"),
        lines(clientSide().discover(LONG)));
  }

  @Test
  void clientsOnTheSameConnectionHearEachChangeOnce() throws Exception {
    RemotingConnection serving = serviceSide(namespace, "server");
    serving.serve(new IHello.Hello());
    RemotingConnection calling = clientSide();
    IHello hello = calling.client(IHello.class);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    hello.onLastChanged(heard::add);
    hello.onJustSaid(heard::add);
    int before = calling.statistics().subscriptions();
    Discovery discovery =
        opened.closedLater(calling.watchServices(DiscoveryOptions.defaults().withAllNamespaces()));
    assertEquals(before, calling.statistics().subscriptions());
    for (int i = 0; i < 20; i++) {
      if (i % 10 == 0) {
        calling.discover(LONG);
      }
      hello.say("word " + i);
      assertEquals("word " + i, Await.next(heard));
      assertEquals("word " + i, Await.next(heard));
    }
    discovery.close();
    hello.say("end");
    assertEquals(List.of("end", "end"), List.of(Await.next(heard), Await.next(heard)));
    assertTrue(heard.isEmpty(), heard::toString);
  }

  @Test
  void aReconnectTellsWhatChangedMeanwhile() throws Exception {
    RemotingConnection serving = serviceSide(namespace, "server");
    serve(serving, "kitchen");
    ServiceHandle cellar = serve(serving, "cellar");
    RemotingConnection finding = clientSide();
    Discovery discovery = opened.closedLater(finding.watchServices());
    BlockingQueue<String> events = events(discovery);
    String at = "/io.world/Hello at server" + namespaces + ": ";
    String online = at + "ONLINE, mappings " + mappings();
    assertEquals(namespace + "/@cellar" + online, Await.next(events));
    assertEquals(namespace + "/@kitchen" + online, Await.next(events));
    RawClient.takeOver(broker.uri(), finding.clientId() + "-discover1");
    cellar.close();
    assertEquals(namespace + "/@cellar" + at + "OFFLINE", Await.next(events));
    serve(serving, "attic");
    awaitLast(namespace + "/@attic" + online, events);
    assertTrue(events.isEmpty(), events::toString);
  }

  @Test
  void closingEndsTheConnection() throws Exception {
    RemotingConnection finding = clientSide();
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    Discovery discovery = finding.watchServices();
    discovery.onChanged(service -> told.add(line(service)));
    Subscription closed = discovery.onChanged(service -> told.add("closed"));
    closed.close();
    RawClient raw = raw();
    raw.retain(namespace + "/io.qt/Lamp/prop/on", "true");
    assertEquals(namespace + "/io.qt/Lamp: VALUES_ONLY", Await.next(told));
    discovery.close();
    discovery.close();
    Discovery other = finding.watchServices();
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    other.onChanged(
        service -> {
          busy.countDown();
          Await.open(end);
        });
    Await.open(busy); // so that the discovery would take one more handler
    finding.close();
    closed.close();
    assertEquals(
        "CANCELLED: the discovery of " + other + " is closed",
        assertThrows(RemotingException.class, () -> other.onChanged(service -> {})).getMessage());
    end.countDown();
    other.close();
    raw.retain(namespace + "/io.qt/Fan/prop/on", "true");
    raw.fence();
    assertTrue(told.isEmpty(), told::toString);
    for (int i = 1; i <= 2; i++) {
      String clientId = finding.clientId() + "-discover" + i;
      assertEquals(List.of(), raw.retained(namespace + "/_remoting/" + clientId));
    }
    NotConnectedException thrown =
        assertThrows(NotConnectedException.class, () -> finding.discover(LONG));
    assertEquals("UNAVAILABLE: the connection is closed", thrown.getMessage());
  }
}
