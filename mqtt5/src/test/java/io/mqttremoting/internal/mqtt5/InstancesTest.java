package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Namespaces and instances, with every version of MQTT and every broker. */
@ParameterizedClass
@MethodSource("io.mqttremoting.internal.mqtt5.Combination#all")
@Timeout(60)
class InstancesTest {
  @RegisterExtension static final RunningBrokers BROKERS = new RunningBrokers();

  private static int namespaces;

  private final Combination combination;
  private final TestBroker broker;

  /** Different for each test, because the broker keeps values. */
  private final String namespace = "plant" + ++namespaces + "/line2";

  @RegisterExtension private final Opened opened = new Opened();

  InstancesTest(Combination combination) {
    this.combination = combination;
    this.broker = BROKERS.of(combination.broker());
  }

  private RemotingConnection serviceSide(String inNamespace) {
    return opened.closedLater(
        Combination.connection(broker.uri(), combination.service())
            .namespace(inNamespace)
            .clientId("server" + opened.size() + namespaces)
            .connect());
  }

  private RemotingConnection clientSide(String inNamespace) {
    return opened.closedLater(
        Combination.connection(broker.uri(), combination.client())
            .namespace(inNamespace)
            .clientId("caller" + opened.size() + namespaces)
            .connect());
  }

  private static ServiceOptions instance(String name) {
    return ServiceOptions.defaults().withInstance(name);
  }

  private static IHello available(RemotingConnection connection, String instance)
      throws InterruptedException {
    IHello client = connection.client(IHello.class, instance);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE), instance);
    return client;
  }

  @Test
  void eachInstanceHasItsOwnCallsValuesSignalsAndPresence() throws Exception {
    RemotingConnection serving = serviceSide(namespace);
    IHello.Hello kitchen = new IHello.Hello();
    IHello.Hello cellar = new IHello.Hello();
    serving.serve(kitchen, instance("kitchen"));
    ServiceHandle second = serving.serve(cellar, instance("cellar"));
    RemotingConnection calling = clientSide(namespace);
    IHello one = available(calling, "kitchen");
    IHello other = available(calling, "cellar");
    BlockingQueue<String> signalsOfOther = new LinkedBlockingQueue<>();
    other.onJustSaid(signalsOfOther::add);

    assertEquals("to the kitchen", one.say("to the kitchen"));
    assertEquals("to the cellar", other.say("to the cellar"));
    Await.equal("to the kitchen", one::getLast);
    Await.equal("to the cellar", other::getLast);
    assertEquals("to the cellar", Await.next(signalsOfOther));
    one.setLast("set");
    Await.equal("set", kitchen::getLast);
    assertEquals("to the cellar", cellar.getLast());
    assertEquals("set", ClientHandle.of(one).fetch("last").get());

    second.close();
    Await.until("the cellar is offline", () -> !ClientHandle.of(other).isAvailable());
    ServiceUnavailableException thrown =
        assertThrows(ServiceUnavailableException.class, () -> other.say("x"));
    assertEquals(namespace + "/@cellar/io.world/Hello", thrown.interfaceName());
    assertTrue(ClientHandle.of(one).isAvailable());
    assertEquals("still here", one.say("still here"));
  }

  @Test
  void oneObjectCanBeManyInstances() throws Exception {
    RemotingConnection serving = serviceSide(namespace);
    IHello.Hello hello = new IHello.Hello();
    serving.serve(hello, instance("a"));
    serving.serve(hello, instance("b"));
    RemotingConnection calling = clientSide(namespace);
    IHello a = available(calling, "a");
    IHello b = available(calling, "b");
    assertEquals("by a", a.say("by a"));
    Await.equal("by a", b::getLast);
    assertEquals("by b", b.say("by b"));
    Await.equal("by b", a::getLast);
  }

  @Test
  void topicsAreThoseOfTheWireProtocol() throws Exception {
    RawClient raw = opened.closedLater(new RawClient(broker.uri(), "raw" + namespaces));
    raw.subscribe(namespace + "/#");
    RemotingConnection serving = serviceSide(namespace);
    serving.serve(new IHello.Hello(), instance("kitchen"));
    RemotingConnection calling = clientSide(namespace);
    IHello kitchen = available(calling, "kitchen");
    assertEquals("hi", kitchen.say("hi"));
    kitchen.setLast("set");
    Await.equal("set", kitchen::getLast);
    raw.fence();

    TreeSet<String> topics = new TreeSet<>();
    raw.seen().stream().map(Packet::topic).forEach(topics::add);
    topics.removeIf(Pattern.compile("/_(ping|cancel|announce)").asPredicate());
    String start = namespace + "/@kitchen/io.world/Hello/";
    String rpc = combination.calls5() ? "rpc/" : "rpc/v3/";
    assertEquals(
        new TreeSet<>(
            List.of(
                namespace + "/_remoting/" + serving.clientId(),
                namespace + "/_remoting/" + calling.clientId(),
                start + "_status/" + serving.clientId(),
                start + "prop/last",
                start + "set/last",
                start + "sig/justSaid",
                start + rpc + "say",
                start + rpc + "say/" + calling.clientId() + "/result")),
        topics);
  }

  @Test
  void namespacesKnowNothingOfEachOther() throws Exception {
    serviceSide(namespace).serve(new IHello.Hello(), instance("kitchen"));
    RemotingConnection elsewhere = clientSide(namespace + "/line2");
    IHello stranger = elsewhere.client(IHello.class, "kitchen");
    IHello noInstance = clientSide(namespace).client(IHello.class);
    IHello friend = available(clientSide(namespace), "kitchen");
    assertEquals("hi", friend.say("hi"));
    assertFalse(ClientHandle.of(stranger).isAvailable());
    assertFalse(ClientHandle.of(noInstance).isAvailable());
    assertEquals(null, stranger.getLast());
  }

  /** A bridge that puts a prefix before topics joins a program without namespace to one. */
  @Test
  void aNamespaceIsOnlyAPrefix() throws Exception {
    serviceSide(namespace).serve(new IHello.Hello());
    RawClient bridge = opened.closedLater(new RawClient(broker.uri(), "bridge" + namespaces));
    bridge.subscribe(namespace + "/io.world/Hello/rpc/v3/say/me/result");
    bridge.publish(
        namespace + "/io.world/Hello/rpc/v3/say",
        "{\"correlationData\":\"1\",\"responseTopic\":\""
            + namespace
            + "/io.world/Hello/rpc/v3/say/me/result\",\"data\":[\"hi\"]}");
    assertEquals(
        "{\"correlationData\":\"1\",\"data\":\"hi\"}",
        bridge.next(namespace + "/io.world/Hello/rpc/v3/say/me/result").text());
  }

  @Test
  void servingAnInstanceTwiceIsRefused() {
    RemotingConnection serving = serviceSide(namespace);
    serving.serve(new IHello.Hello(), instance("kitchen"));
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> serving.serve(new IHello.Hello(), instance("kitchen")));
    assertEquals(
        namespace
            + "/@kitchen/io.world/Hello is served already on this connection, by "
            + IHello.Hello.class.getName()
            + "; close that first, or serve this on a connection of its own, by another name or as"
            + " another instance",
        thrown.getMessage());
  }

  @Test
  void textsNameTheInstance() throws Exception {
    RemotingConnection serving = serviceSide(namespace);
    ServiceHandle handle = serving.serve(new IHello.Hello(), instance("kitchen"));
    IHello kitchen = available(clientSide(namespace), "kitchen");
    String id = namespace + "/@kitchen/io.world/Hello";
    assertEquals("service of " + id + " as " + serving.clientId(), handle.toString());
    assertTrue(kitchen.toString().contains(id), kitchen::toString);
    assertTrue(ClientHandle.of(kitchen).toString().contains(id));
    ClientHandle.of(kitchen).close();
    RemotingException thrown = assertThrows(RemotingException.class, () -> kitchen.say("x"));
    assertEquals(ErrorCode.CANCELLED, thrown.code());
    assertTrue(thrown.getMessage().startsWith(id + ".say: "), thrown::getMessage);
  }

  @RemoteInterface(module = "io.world", name = "prop")
  interface IProp {
    @Operation
    void doNothing();
  }

  @Test
  void aNameThatIsAKindOfTopicNeedsToComeFirst() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> clientSide(namespace).client(IProp.class, "kitchen"));
    assertEquals(
        namespace
            + "/@kitchen/io.world/prop: with a namespace or an instance, neither module nor name may"
            + " be rpc, prop, set or sig; choose another with withModule or withName",
        thrown.getMessage());
  }

  @Test
  void topicsThatSomeBrokersRefuseAreLoggedOnce() throws Exception {
    RemotingConnection calling = clientSide(namespace);
    try (LogCapture log = new LogCapture(Level.INFO)) {
      calling.client(IHello.class, "kitchen");
      calling.client(IHello.class, "cellar");
      String topic = "/@kitchen/io.world/Hello/rpc/v3/+/" + calling.clientId() + "/result";
      assertEquals(
          List.of(
              namespace
                  + topic
                  + " has 9 slashes and "
                  + (namespace + topic).length()
                  + " bytes: AWS IoT Core accepts 7 and 256, and may close the connection; brokers"
                  + " on machines of your own accept more. This is logged once"),
          log.lines().stream().filter(line -> line.contains("slashes")).toList());
    }
    try (LogCapture log = new LogCapture(Level.INFO)) {
      RemotingConnection serving = serviceSide(namespace);
      serving.serve(new IHello.Hello(), instance("kitchen"));
      serving.serve(new IHello.Hello(), instance("cellar"));
      String topic =
          namespace + "/@kitchen/io.world/Hello/rpc/v3/say/{clientId}/result has 9 slashes and ";
      assertEquals(
          1, log.lines().stream().filter(line -> line.contains("slashes")).count(), "once");
      assertTrue(log.line("slashes").getFormattedMessage().startsWith(topic), topic);
    }
    try (LogCapture log = new LogCapture(Level.INFO)) {
      clientSide(namespace.replaceAll("/.*", "")).client(IHello.class);
      assertEquals(
          List.of(), log.lines().stream().filter(line -> line.contains("slashes")).toList());
    }
  }

  @Test
  void instancesReturnAfterAReconnect() throws Exception {
    RemotingConnection serving = serviceSide(namespace);
    serving.serve(new IHello.Hello(), instance("kitchen"));
    IHello kitchen = available(clientSide(namespace), "kitchen");
    BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();
    serving.onStateChanged(event -> states.add(event.state()));
    RawClient.takeOver(broker.uri(), serving.clientId());
    assertEquals(ConnectionState.CONNECTING, Await.next(states));
    assertEquals(ConnectionState.CONNECTED, Await.next(states));
    assertTrue(ClientHandle.of(kitchen).awaitAvailable(Await.DEADLINE));
    assertEquals("again", kitchen.say("again"));
  }
}
