package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ClientOptions;
import io.mqttremoting.Fleet;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.mqtt5.IEverything.Point;
import io.mqttremoting.internal.mqtt5.IEverything.RefusedException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What users may rely on when a client and a service are connected to different nodes. */
@ParameterizedClass
@MethodSource("all")
@EnabledIfSystemProperty(named = "clusters", matches = "(?!none$).+")
@Timeout(90)
class ClusterTest {
  private static final int CALLS = 100;
  private static final int QUESTIONS = 4;
  private static final int ROUNDS = 3;
  private static final int CALLERS = 8;

  /** The node of services; clients are on the last one. */
  private static final int SERVING = 0;

  private static Cluster cluster;
  private static int namespaces;

  @RegisterExtension private final Opened opened = new Opened();
  private final String namespace = "cluster" + ++namespaces;
  private final Everything service = new Everything();
  private final Tested tested;

  ClusterTest(Tested tested) {
    this.tested = tested;
  }

  /** A kind of cluster, and the version of clients and services. */
  record Tested(ClusterKind kind, MqttVersion version) {}

  static Stream<Tested> all() {
    return ClusterKind.tested().stream()
        .flatMap(
            kind -> kind.nodes().versions().stream().map(version -> new Tested(kind, version)));
  }

  @BeforeParameterizedClassInvocation
  static void start(Tested tested) {
    if (cluster == null || cluster.kind() != tested.kind) {
      stop();
      cluster = Cluster.start(tested.kind);
    }
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    cluster = null;
  }

  private boolean has(BrokerDifference difference) {
    return tested.kind.nodes().differences().contains(difference);
  }

  private boolean has(ClusterDifference difference) {
    return tested.kind.differences().contains(difference);
  }

  private static int callingNode() {
    return cluster.size() - 1;
  }

  private RemotingConnection connect(URI uri, MqttVersion version) {
    return opened.closedLater(
        tested
            .kind
            .configure(Combination.connection(uri, Optional.of(version)))
            .namespace(namespace)
            .reconnectDelays(Duration.ofMillis(20), Duration.ofMillis(200))
            .connect());
  }

  private RemotingConnection serving() {
    return connect(cluster.uri(SERVING), tested.version);
  }

  private RemotingConnection calling() {
    return connect(cluster.uri(callingNode()), tested.version);
  }

  private static boolean awaitAvailable(Object client) throws InterruptedException {
    return ClientHandle.of(client).awaitAvailable(Await.DEADLINE);
  }

  /** A client of a service that serves already, on another node. */
  private IEverything lateClient() throws InterruptedException {
    serving().serve(service);
    IEverything client = calling().client(IEverything.class);
    assertTrue(awaitAvailable(client));
    return client;
  }

  @Test
  void callsValuesSignalsAndErrors() throws Exception {
    IEverything client = lateClient();
    assertEquals("x", client.echo("x"));
    assertEquals("later x", client.later("x").get(10, TimeUnit.SECONDS));
    assertEquals("-1 is negative", refusal(client));
    RemotingException failed =
        assertThrows(
            RemotingException.class,
            () -> client.fail(IEverything.Failure.ILLEGAL_STATE, "because"));
    assertEquals(ErrorCode.FAILED_PRECONDITION, failed.code());
    BlockingQueue<String> early = new LinkedBlockingQueue<>();
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    client.onNamed(name -> (name.equals("early") ? early : names).add(name));
    Await.until("signals cross the nodes", () -> raisesEarly() && !early.isEmpty());
    BlockingQueue<Integer> numbers = new LinkedBlockingQueue<>();
    client.onNumberChanged(numbers::add);
    for (int i = 0; i < CALLS; i++) {
      service.name("n" + i);
      service.setNumber(i);
    }
    assertHeard(IntStream.range(0, CALLS).mapToObj(i -> "n" + i).toList(), names);
    assertHeard(IntStream.range(0, CALLS).boxed().toList(), numbers);
    client.setNumber(7);
    Await.equal(7, client::getNumber);
    assertEquals(100, client.setLevel(1000).get(10, TimeUnit.SECONDS));
    CompletionException refused =
        assertThrows(CompletionException.class, client.setLevel(-1)::join);
    assertEquals(RefusedException.class, refused.getCause().getClass());
    String large = "x".repeat(1024 * 1024);
    assertEquals(large, client.echo(large));
  }

  private <T> void assertHeard(List<T> raised, BlockingQueue<T> queue) throws InterruptedException {
    List<T> heard = new ArrayList<>();
    for (int i = 0; i < raised.size(); i++) {
      heard.add(Await.next(queue));
    }
    if (has(ClusterDifference.REORDERS_BURSTS)) {
      assertEquals(Set.copyOf(raised), Set.copyOf(heard));
    } else {
      assertEquals(raised, heard);
    }
  }

  /** A busy node may learn of a subscription on another one only after this client has called. */
  private boolean raisesEarly() {
    service.name("early");
    return true;
  }

  private static String refusal(IEverything client) {
    return assertThrows(RefusedException.class, () -> client.add(-1, 0)).getMessage();
  }

  @Test
  void aLateClientCallsAtOnceAndSoonHasTheValues() throws InterruptedException {
    service.setPoint(new Point("p", 1, List.of(2)));
    serving().serve(service);
    service.setNumber(77);
    IEverything client = calling().client(IEverything.class);
    assertEquals("at once", client.echo("at once"));
    assertTrue(awaitAvailable(client));
    Await.equal(77, client::getNumber);
    Await.equal(service.getPoint(), client::getPoint);
    service.setNumber(78);
    Await.equal(78, client::getNumber);
  }

  /** It asks four times whether a service is there, then waits until one says so. */
  @Test
  void aServiceComesLongAfterItsClient() throws InterruptedException {
    RawClient raw = raw(callingNode());
    raw.subscribe(namespace + "/conformance/Everything/rpc/v3/_announce");
    IEverything client = calling().client(IEverything.class);
    for (int i = 0; i < QUESTIONS; i++) {
      raw.next("a question", packet -> packet.topic().endsWith("/_announce"));
    }
    assertFalse(ClientHandle.of(client).isAvailable());
    service.setNumber(5);
    serving().serve(service);
    assertTrue(awaitAvailable(client));
    Await.equal(5, client::getNumber);
  }

  @Test
  void retainedMessagesOfAnotherNode() {
    String topic = "retained/" + namespace;
    RawClient retaining = raw(SERVING);
    RawClient late = raw(callingNode());
    retaining.subscribe("live/" + namespace);
    retaining.retain(topic, "kept");
    late.subscribe(topic).publish("live/" + namespace, "");
    retaining.next("live/" + namespace); // so the nodes have had the time to exchange messages
    if (has(ClusterDifference.RETAINED_ON_ONE_NODE)) {
      Await.until( // a busy node learns of the subscription late
          "a message crosses the nodes",
          () -> {
            retaining.publish(topic, "passed on");
            return !late.seen().isEmpty();
          });
      assertEquals("passed on", late.next(topic).text(), "the first that it gets");
    } else {
      Await.until( // the other node may learn of the message later than the broker has accepted it
          "the message is retained on all nodes",
          () -> {
            late.unsubscribe(topic);
            late.subscribe(topic);
            return !late.seen().isEmpty();
          });
      assertEquals("kept", late.next(topic).text());
    }
  }

  private RawClient raw(int node) {
    return opened.closedLater(new RawClient(cluster.uri(node), namespace + "raw" + node));
  }

  @Test
  void manyCallsAtATimeAreExecutedOnce() throws Exception {
    IEverything client = lateClient();
    List<CompletableFuture<Integer>> sums =
        IntStream.range(0, 1_000).mapToObj(i -> client.addAsync(i, i)).toList();
    for (int i = 0; i < sums.size(); i++) {
      assertEquals(2 * i, sums.get(i).get(20, TimeUnit.SECONDS));
    }
    for (int i = 0; i < CALLS; i++) {
      client.remember("call" + i);
    }
    assertEquals(
        IntStream.range(0, CALLS).mapToObj(i -> "call" + i).toList(),
        List.copyOf(service.remembered));
  }

  @Test
  void groupsSpreadOverTheNodes() throws InterruptedException {
    Assumptions.assumeFalse(has(BrokerDifference.NO_SHARED_SUBSCRIPTIONS));
    IEverything client = calling().client(IEverything.class);
    List<Everything> members = new ArrayList<>();
    for (int node = 0; node < cluster.size(); node++) {
      members.add(new Everything());
      connect(cluster.uri(node), tested.version)
          .serve(members.get(node), ServiceOptions.defaults().withGroup("workers"));
    }
    assertTrue(awaitAvailable(client));
    List<String> calls = IntStream.range(0, CALLS).mapToObj(i -> "call" + i).sorted().toList();
    calls.forEach(client::remember);
    assertEquals(
        calls,
        members.stream().flatMap(member -> member.remembered.stream()).sorted().toList(),
        "each is executed by one member");
    members.forEach(member -> assertFalse(member.remembered.isEmpty(), "one has no calls"));
  }

  @Test
  void instancesAreClientsOfTheirOwn() throws InterruptedException {
    Everything other = new Everything();
    serving().serve(service, ServiceOptions.defaults().withInstance("one"));
    connect(cluster.uri(callingNode()), tested.version)
        .serve(other, ServiceOptions.defaults().withInstance("two"));
    service.setNumber(1);
    other.setNumber(2);
    RemotingConnection calling = calling();
    IEverything one =
        calling.client(IEverything.class, ClientOptions.defaults().withInstance("one"));
    IEverything two =
        calling.client(IEverything.class, ClientOptions.defaults().withInstance("two"));
    assertTrue(awaitAvailable(one));
    assertTrue(awaitAvailable(two));
    Await.equal(1, one::getNumber);
    Await.equal(2, two::getNumber);
    one.remember("for one");
    two.remember("for two");
    assertEquals(List.of("for one"), List.copyOf(service.remembered));
    assertEquals(List.of("for two"), List.copyOf(other.remembered));
  }

  @Test
  void aFleetFindsInstancesOnAllNodesThatCameBeforeIt() throws InterruptedException {
    List<Everything> things = new ArrayList<>();
    for (int node = 0; node < cluster.size(); node++) {
      Everything thing = new Everything();
      connect(cluster.uri(node), tested.version)
          .serve(thing, ServiceOptions.defaults().withInstance("at" + node));
      thing.setNumber(100 + node);
      things.add(thing);
    }
    Fleet<IEverything> fleet = calling().fleet(IEverything.class);
    BlockingQueue<String> joined = new LinkedBlockingQueue<>();
    BlockingQueue<String> left = new LinkedBlockingQueue<>();
    fleet.onJoined(
        (name, client) -> {
          if (has(BrokerDifference.NO_ORDER_BETWEEN_TOPICS)) {
            Await.until("its values are there", () -> client.getVersion() != null);
          }
          joined.add(name + " with " + client.getNumber());
        });
    fleet.onLeft(left::add);
    Set<String> seen =
        Set.copyOf(IntStream.range(0, cluster.size()).mapToObj(i -> Await.next(joined)).toList());
    assertEquals(
        Set.copyOf(
            IntStream.range(0, cluster.size())
                .mapToObj(node -> "at" + node + " with " + (100 + node))
                .toList()),
        seen);
    for (int node = 0; node < cluster.size(); node++) {
      fleet.get("at" + node).remember("hello");
      assertEquals(List.of("hello"), List.copyOf(things.get(node).remembered));
      things.get(node).setNumber(node);
      int thing = node;
      Await.equal(thing, () -> fleet.get("at" + thing).getNumber());
    }
    ServiceHandle late =
        serving().serve(new Everything(), ServiceOptions.defaults().withInstance("late"));
    assertEquals("late with -1", Await.next(joined));
    late.close();
    assertEquals("late", Await.next(left));
  }

  @Test
  void callsFailAtOnceAfterTheServiceWasClosed() throws InterruptedException {
    RemotingConnection serving = serving();
    ServiceHandle handle = serving.serve(service);
    IEverything client = calling().client(IEverything.class);
    assertTrue(awaitAvailable(client));
    handle.close();
    assertUnavailable(client);
    serving.serve(service);
    assertTrue(awaitAvailable(client));
    assertEquals("again", client.echo("again"));
  }

  @Test
  void callsFailAtOnceAfterTheServiceWasKilled() throws InterruptedException {
    FaultyWire wire = opened.closedLater(new FaultyWire(cluster.uri(SERVING), "wire"));
    RemotingConnection weak = connect(wire.uri(), tested.version);
    weak.serve(service);
    IEverything client = calling().client(IEverything.class);
    assertTrue(awaitAvailable(client));
    CompletableFuture<String> held = client.held();
    Await.next(service.held);
    wire.refuse(true);
    wire.drop();
    CompletionException ended = assertThrows(CompletionException.class, held::join);
    assertEquals(ServiceUnavailableException.class, ended.getCause().getClass());
    assertUnavailable(client);
    wire.refuse(false);
    assertTrue(awaitAvailable(client));
    assertEquals("again", client.echo("again"));
  }

  private static void assertUnavailable(IEverything client) {
    Await.until("the service is gone", () -> !ClientHandle.of(client).isAvailable());
    long begun = System.nanoTime();
    ServiceUnavailableException failed =
        assertThrows(ServiceUnavailableException.class, client::count);
    assertFalse(failed.wasSent(), failed::toString);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, () -> "it took " + took);
  }

  /** The reply and the offline status travel on different topics; the reply counts. */
  @Test
  void noExecutedCallFailsWhileItsServiceIsClosed() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      service.remembered.clear();
      RemotingConnection serving = serving();
      serving.serve(service);
      RemotingConnection calling = impatient(); // a new one: Artemis stalls on UNSUBSCRIBE
      IEverything client = calling.client(IEverything.class);
      assertTrue(awaitAvailable(client));
      List<CompletableFuture<Optional<String>>> ends =
          IntStream.range(0, CALLERS)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> callUntilItFails(client, "call" + i + "-"),
                          task -> new Thread(task, "caller").start()))
              .toList();
      Await.until("calls are executed", () -> service.remembered.size() > CALLS);
      serving.close();
      for (CompletableFuture<Optional<String>> end : ends) {
        Optional<String> failed = end.get(20, TimeUnit.SECONDS);
        failed.ifPresent(
            call -> assertFalse(service.remembered.contains(call), () -> call + " was executed"));
      }
      calling.close();
    }
  }

  private RemotingConnection impatient() {
    return opened.closedLater(
        tested
            .kind
            .configure(
                Combination.connection(cluster.uri(callingNode()), Optional.of(tested.version)))
            .namespace(namespace)
            .callTimeout(Duration.ofSeconds(2))
            .connect());
  }

  /** The call that ended because the service is gone; empty if one timed out. */
  private static Optional<String> callUntilItFails(IEverything client, String name) {
    for (int i = 0; ; i++) {
      try {
        client.remember(name + i);
      } catch (ServiceUnavailableException e) {
        return Optional.of(name + i);
      } catch (CallTimeoutException e) {
        return Optional.empty();
      }
    }
  }

  /** The node that it left still retains that it is offline. */
  @Test
  void aServiceMovesToAnotherNode() throws Exception {
    FaultyWire wire = opened.closedLater(new FaultyWire(cluster.uri(SERVING), "wire"));
    RemotingConnection moving =
        opened.closedLater(
            tested
                .kind
                .configure(
                    MqttRemoting.connection(
                        wire.uri().toString(), cluster.uri(callingNode()).toString()))
                .mqttVersion(tested.version)
                .namespace(namespace)
                .connect());
    moving.serve(service);
    IEverything early = calling().client(IEverything.class);
    assertTrue(awaitAvailable(early));
    wire.refuse(true);
    wire.drop();
    Await.until("it has noticed", () -> !moving.isConnected());
    service.setNumber(5);
    Await.equal(5, early::getNumber);
    assertEquals("early", early.echo("early"));
    IEverything late = connect(cluster.uri(SERVING), tested.version).client(IEverything.class);
    assertEquals("late", late.echo("late"));
    assertTrue(awaitAvailable(late));
    Await.equal(5, late::getNumber);
  }

  /** Nobody says that the service is gone: the node that would have done so is gone, too. */
  @Test
  void callsTimeOutAfterAServiceWasKilledWithItsNode() throws Exception {
    FaultyWire wire = opened.closedLater(new FaultyWire(cluster.uri(SERVING), "wire"));
    connect(wire.uri(), tested.version).serve(service);
    IEverything client = impatient().client(IEverything.class);
    assertTrue(awaitAvailable(client));
    client.remember("before");
    wire.refuse(true);
    cluster.kill(SERVING);
    try {
      assertThrows(CallTimeoutException.class, () -> client.remember("first"));
      assertThrows(CallTimeoutException.class, () -> client.remember("second"));
    } finally {
      cluster.startNode(SERVING);
      cluster.awaitFormed();
    }
    wire.refuse(false);
    Await.equal("again", () -> echoOrNull(client, "again"));
    client.remember("after");
    assertEquals(
        List.of("before", "after"),
        List.copyOf(service.remembered),
        "requests that the cluster kept are not executed too late");
    assertTrue(awaitAvailable(client));
    service.setNumber(9);
    Await.equal(9, client::getNumber);
  }

  private static String echoOrNull(IEverything client, String text) {
    try {
      return client.echo(text);
    } catch (RemotingException e) {
      return null;
    }
  }
}
