package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.ClientOptions;
import io.mqttremoting.Contract;
import io.mqttremoting.Fleet;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** All instances of an interface, with every version of MQTT and every broker. */
@ParameterizedClass
@MethodSource("io.mqttremoting.internal.mqtt5.Combination#all")
@Timeout(60)
class FleetTest {
  @RegisterExtension static final RunningBrokers BROKERS = new RunningBrokers();

  private static int namespaces;

  private final Combination combination;
  private final TestBroker broker;
  private final String namespace = "fleet" + ++namespaces;
  @RegisterExtension private final Opened opened = new Opened();

  FleetTest(Combination combination) {
    this.combination = combination;
    this.broker = BROKERS.of(combination.broker());
  }

  private RemotingConnection serviceSide() {
    return opened.closedLater(
        Combination.connection(broker.uri(), combination.service())
            .namespace(namespace)
            .clientId("server" + opened.size() + namespaces)
            .connect());
  }

  private RemotingConnection clientSide() {
    return opened.closedLater(
        Combination.connection(broker.uri(), combination.client())
            .namespace(namespace)
            .clientId("caller" + opened.size() + namespaces)
            .connect());
  }

  private static ServiceHandle serve(RemotingConnection connection, String name, String value) {
    IHello.Hello hello = new IHello.Hello();
    hello.setLast(value);
    return connection.serve(hello, ServiceOptions.defaults().withInstance(name));
  }

  /** What the handlers of a fleet were told. */
  private static BlockingQueue<String> events(Fleet<IHello> fleet) {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    fleet.onJoined((name, hello) -> events.add(name + " joined with " + hello.getLast()));
    fleet.onLeft(name -> events.add(name + " left"));
    return events;
  }

  @Test
  void instancesThatAreThereAndThatComeJoin() throws Exception {
    RemotingConnection serving = serviceSide();
    serve(serving, "kitchen", "k");
    assertTrue(
        ClientHandle.of(serving.client(IHello.class, "kitchen")).awaitAvailable(Await.DEADLINE));
    Fleet<IHello> fleet = clientSide().fleet(IHello.class);
    Await.equal(Set.of("kitchen"), fleet::instances);
    assertEquals(
        "fleet of " + namespace + "/io.world/Hello as caller1" + namespaces, fleet.toString());
    BlockingQueue<String> events = events(fleet);
    assertEquals("kitchen joined with k", Await.next(events));

    ServiceHandle cellar = serve(serving, "cellar", "c");
    assertEquals("cellar joined with c", Await.next(events));
    assertEquals(Set.of("cellar", "kitchen"), fleet.instances());
    cellar.close();
    assertEquals("cellar left", Await.next(events));
    assertEquals(Set.of("kitchen"), fleet.instances());
    serve(serving, "cellar", "again");
    assertEquals("cellar joined with again", Await.next(events));
    assertTrue(events.isEmpty(), events::toString);
  }

  @Test
  void clientsOfAFleetDoAllThatClientsDo() throws Exception {
    RemotingConnection serving = serviceSide();
    RemotingConnection calling = clientSide();
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    BlockingQueue<String> joined = new LinkedBlockingQueue<>();
    fleet.onJoined(
        (name, hello) -> {
          hello.onJustSaid(message -> signals.add(name + " said " + message));
          joined.add(name);
        });
    int before = calling.statistics().subscriptions();
    for (String name : List.of("a", "b", "c")) {
      serve(serving, name, "");
      assertEquals(name, Await.next(joined));
    }
    for (String name : List.of("a", "b", "c")) {
      IHello hello = fleet.await(name, Await.DEADLINE).orElseThrow();
      assertEquals("hi " + name, hello.say("hi " + name));
      assertEquals(name + " said hi " + name, Await.next(signals));
      Await.equal("hi " + name, hello::getLast);
      hello.setLast("set");
      Await.equal("set", hello::getLast);
      assertEquals("set", ClientHandle.of(hello).fetch("last").get());
      assertSame(hello, fleet.get(name));
    }
    assertTrue(signals.isEmpty(), signals::toString);
    assertEquals(before, calling.statistics().subscriptions());
  }

  @Test
  void instancesOfManyConnectionsJoinAndKilledOnesLeave() {
    RemotingConnection calling = clientSide();
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    BlockingQueue<String> events = events(fleet);
    int before = calling.statistics().subscriptions();
    serve(serviceSide(), "a", "1");
    assertEquals("a joined with 1", Await.next(events));
    RemotingConnection doomed = serviceSide();
    serve(doomed, "b", "2");
    assertEquals("b joined with 2", Await.next(events));
    assertEquals(before, calling.statistics().subscriptions());
    RawClient.takeOver(broker.uri(), doomed.clientId()); // the broker publishes the will
    assertEquals("b left", Await.next(events));
    assertEquals("b joined with 2", Await.next(events)); // its connection came back
  }

  @Test
  void onlyInstancesInTheNamespaceCount() throws Exception {
    RemotingConnection serving = serviceSide();
    serving.serve(new IHello.Hello()); // no instance
    RemotingConnection elsewhere =
        opened.closedLater(
            Combination.connection(broker.uri(), combination.service())
                .namespace(namespace + "/line2")
                .connect());
    serve(elsewhere, "stranger", "");
    serve(serving, "kitchen", "");
    Fleet<IHello> fleet = clientSide().fleet(IHello.class);
    assertTrue(fleet.await("kitchen", Await.DEADLINE).isPresent());
    assertEquals(Set.of("kitchen"), fleet.instances());
    assertEquals(Optional.empty(), fleet.await("stranger", Duration.ofMillis(10)));
  }

  @Test
  void clientsThatExistBeforeHearEachSignalOnce() throws Exception {
    RemotingConnection serving = serviceSide();
    serve(serving, "kitchen", "k");
    RemotingConnection calling = clientSide();
    IHello before = calling.client(IHello.class, "kitchen");
    assertTrue(ClientHandle.of(before).awaitAvailable(Await.DEADLINE));
    BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    before.onJustSaid(signals::add);
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    IHello inFleet = fleet.await("kitchen", Await.DEADLINE).orElseThrow();
    IHello later = calling.client(IHello.class, "kitchen");
    later.onJustSaid(signals::add);
    for (IHello client : List.of(before, inFleet, later)) {
      assertEquals("x", client.say("x"));
      assertEquals("x", Await.next(signals));
      assertEquals("x", Await.next(signals));
    }
    fleet.close();
    assertEquals("y", before.say("y"));
    assertEquals(
        List.of("y", "y"), List.of(Await.next(signals), Await.next(signals)), signals::toString);
    Await.equal("y", later::getLast);
    RemotingException thrown = assertThrows(RemotingException.class, () -> inFleet.say("z"));
    assertEquals(ErrorCode.CANCELLED, thrown.code());
    assertEquals("end", later.say("end"));
    assertEquals(List.of("end", "end"), List.of(Await.next(signals), Await.next(signals)));
    assertTrue(signals.isEmpty(), signals::toString);
  }

  @Test
  void aClientOfAnInstanceThatIsAwayHasItsLastValue() throws Exception {
    RemotingConnection serving = serviceSide();
    ServiceHandle kitchen = serve(serving, "kitchen", "last words");
    RemotingConnection calling = clientSide();
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    BlockingQueue<String> events = events(fleet);
    assertEquals("kitchen joined with last words", Await.next(events));
    kitchen.close();
    assertEquals("kitchen left", Await.next(events));
    IHello away = fleet.get("kitchen");
    Await.equal("last words", away::getLast);
    assertFalse(ClientHandle.of(away).isAvailable());
    serve(serving, "kitchen", "back");
    Await.equal("back", away::getLast);
    assertTrue(ClientHandle.of(away).awaitAvailable(Await.DEADLINE));
  }

  @Test
  void theClientOfAMemberEndsWithIt() throws Exception {
    RemotingConnection serving = serviceSide();
    ServiceHandle kitchen = serve(serving, "kitchen", "");
    Fleet<IHello> fleet = clientSide().fleet(IHello.class);
    BlockingQueue<IHello> members = new LinkedBlockingQueue<>();
    fleet.onJoined((name, hello) -> members.add(hello));
    IHello member = Await.next(members);
    kitchen.close();
    Await.until("it is closed", () -> member.toString().endsWith(", closed"));
    serve(serving, "kitchen", "");
    assertEquals("hi", Await.next(members).say("hi"));
  }

  @RemoteInterface(module = "io.world", name = "Bell")
  interface IBell {
    @Signal
    Subscription onRung(Runnable handler);
  }

  @Test
  void instancesOfAnInterfaceWithoutOperationsTellTheirContract() throws Exception {
    Listeners<Runnable> rung = new Listeners<>();
    serviceSide().serve((IBell) rung::add, ServiceOptions.defaults().withInstance("door"));
    Fleet<IBell> bells = clientSide().fleet(IBell.class);
    IBell door = bells.await("door", Await.DEADLINE).orElseThrow();
    assertEquals(Contract.of(IBell.class), Await.result(ClientHandle.of(door).contract()));
  }

  @Test
  void anInstanceWithoutPropertiesThatComesAgainStays() throws Exception {
    RemotingConnection serving = serviceSide();
    Fleet<IBell> bells = clientSide().fleet(IBell.class);
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    bells.onJoined((name, bell) -> events.add(name + " joined"));
    bells.onLeft(name -> events.add(name + " left"));
    for (int i = 0; i < 20; i++) {
      ServiceHandle bell =
          serving.serve(
              (IBell) handler -> () -> {}, ServiceOptions.defaults().withInstance("door"));
      assertEquals("door joined", Await.next(events), "time " + i);
      assertEquals(Set.of("door"), bells.instances(), "time " + i);
      bell.close();
      assertEquals("door left", Await.next(events), "time " + i);
    }
  }

  @Test
  void aHandlerThatFailsDoesNotStopOthersAndAClosedOneIsNotCalled() throws Exception {
    RemotingConnection serving = serviceSide();
    Fleet<IHello> fleet = clientSide().fleet(IHello.class);
    fleet.onJoined(
        (name, hello) -> {
          throw new IllegalStateException("on purpose");
        });
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Subscription closed = fleet.onJoined((name, hello) -> heard.add("closed"));
    closed.close();
    fleet.onJoined((name, hello) -> heard.add(name));
    serve(serving, "kitchen", "");
    assertEquals("kitchen", Await.next(heard));
    fleet.close();
    serve(serving, "cellar", "");
    assertTrue(clientSide().fleet(IHello.class).await("cellar", Await.DEADLINE).isPresent());
    assertTrue(heard.isEmpty(), heard::toString);
  }

  @Test
  void aServiceWithoutStatusJoinsWithItsFirstValueAndNeverLeaves() throws Exception {
    RawClient bridge = opened.closedLater(new RawClient(broker.uri(), "bridge" + namespaces));
    String start = namespace + "/@plain/io.world/Hello/";
    bridge.retain(start + "prop/last", "\"retained\"");
    bridge.fence();
    RemotingConnection calling = clientSide();
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    BlockingQueue<String> events = events(fleet);
    assertEquals("plain joined with retained", Await.next(events));
    bridge.publish(namespace + "/@live/io.world/Hello/sig/justSaid", "[\"x\"]");
    assertEquals("live joined with null", Await.next(events));
    assertEquals(Set.of("live", "plain"), fleet.instances());
  }

  @Test
  void aServiceWithoutStatusJoinsIfAClientOfItExistedBefore() throws Exception {
    RemotingConnection calling = clientSide();
    calling.client(IHello.class, "early");
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    fleet.get("asked");
    BlockingQueue<String> events = events(fleet);
    RawClient bridge = opened.closedLater(new RawClient(broker.uri(), "bridge" + namespaces));
    bridge.publish(namespace + "/@early/io.world/Hello/prop/last", "\"1\"");
    assertEquals("early joined with 1", Await.next(events));
    bridge.publish(namespace + "/@asked/io.world/Hello/prop/last", "\"2\"");
    assertEquals("asked joined with 2", Await.next(events));
  }

  @Test
  void nobodyLeavesWhileOurConnectionIsBroken() throws Exception {
    RemotingConnection serving = serviceSide();
    serve(serving, "kitchen", "k");
    ServiceHandle cellar = serve(serving, "cellar", "c");
    RemotingConnection calling = clientSide();
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    fleet.await("kitchen", Await.DEADLINE);
    fleet.await("cellar", Await.DEADLINE);
    BlockingQueue<String> events = events(fleet);
    assertEquals(
        Set.of("cellar joined with c", "kitchen joined with k"),
        new TreeSet<>(List.of(Await.next(events), Await.next(events))));
    RawClient.takeOver(broker.uri(), calling.clientId());
    cellar.close();
    serve(serving, "attic", "a");
    assertEquals(
        Set.of("attic joined with a", "cellar left"),
        new TreeSet<>(List.of(Await.next(events), Await.next(events))));
    assertEquals("k", fleet.get("kitchen").say("k"));
    assertEquals(Set.of("attic", "kitchen"), fleet.instances());
    assertTrue(events.isEmpty(), events::toString);
  }

  @Test
  void aClosedClientIsReplaced() throws Exception {
    serve(serviceSide(), "kitchen", "value");
    Fleet<IHello> fleet = clientSide().fleet(IHello.class);
    IHello first = fleet.await("kitchen", Await.DEADLINE).orElseThrow();
    ClientHandle.of(first).close();
    assertEquals("x", fleet.get("kitchen").say("x"));
    assertSame(fleet.get("kitchen"), fleet.get("kitchen"));
  }

  @Test
  void aClosedFleetSaysSo() {
    Fleet<IHello> fleet = clientSide().fleet(IHello.class);
    String open = fleet.toString();
    fleet.close();
    assertEquals(open + ", closed", fleet.toString());
    assertAllRefused(fleet, "CANCELLED: " + open + " is closed");
  }

  private static void assertAllRefused(Fleet<IHello> fleet, String message) {
    for (Executable use :
        List.<Executable>of(
            () -> fleet.onJoined((name, hello) -> {}),
            () -> fleet.onLeft(name -> {}),
            () -> fleet.get("kitchen"),
            () -> fleet.await("hall", Await.DEADLINE))) {
      RemotingException refused = assertThrows(RemotingException.class, use);
      assertEquals(message, refused.getMessage());
    }
  }

  @Test
  void aFleetOfAClosedConnectionSaysSo() throws Exception {
    serve(serviceSide(), "kitchen", "value");
    RemotingConnection calling = clientSide();
    Fleet<IHello> fleet = calling.fleet(IHello.class);
    fleet.await("kitchen", Await.DEADLINE);
    calling.client(IHello.class, "kitchen");
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Subscription subscription =
        fleet.onJoined(
            (name, hello) -> {
              busy.countDown();
              Await.open(end);
            });
    Await.open(busy); // so that the fleet would take one more handler
    calling.close();
    try (LogCapture log = new LogCapture(Level.INFO)) {
      assertAllRefused(fleet, "CANCELLED: " + fleet + ": the connection is closed");
      subscription.close();
      fleet.close();
      assertEquals(List.of(), log.lines());
    } finally {
      end.countDown();
    }
    assertEquals(Set.of("kitchen"), fleet.instances());
  }

  @Test
  void aNameThatNoInstanceCanHaveIsRefused() {
    Fleet<IHello> fleet = clientSide().fleet(IHello.class);
    for (Executable use :
        List.<Executable>of(
            () -> fleet.get("@kitchen"), () -> fleet.await("@kitchen", Await.DEADLINE))) {
      assertEquals(
          "the instance '@kitchen' must not start with '@', which topics put before it",
          assertThrows(IllegalArgumentException.class, use).getMessage());
    }
  }

  @Test
  void aFleetHasNoInstance() {
    RemotingConnection calling = clientSide();
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> calling.fleet(IHello.class, ClientOptions.defaults().withInstance("kitchen")));
    assertEquals(
        "a fleet has all instances, not only 'kitchen'; leave out withInstance",
        thrown.getMessage());
  }
}
