package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mqttremoting.ClientOptions;
import io.mqttremoting.Contract;
import io.mqttremoting.Fleet;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteError;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Callers without a Java interface, with every version of MQTT and every broker. */
@ParameterizedClass
@MethodSource("io.mqttremoting.internal.mqtt5.Combination#all")
@Timeout(60)
class RemoteObjectTest {
  @RegisterExtension static final RunningBrokers BROKERS = new RunningBrokers();

  private static int namespaces;

  @RegisterExtension private final Opened opened = new Opened();
  private final Combination combination;
  private final TestBroker broker;

  /** Different for each test, because the broker keeps values. */
  private final String namespace = "remote" + ++namespaces;

  RemoteObjectTest(Combination combination) {
    this.combination = combination;
    this.broker = BROKERS.of(combination.broker());
  }

  @RemoteInterface(module = "test.remote", name = "Adder")
  interface IAdder {
    @RemoteError("tooMuch")
    final class TooMuchException extends Exception {
      private static final long serialVersionUID = 1;

      TooMuchException(String message) {
        super(message);
      }
    }

    @Operation
    int add(int first, Optional<Integer> second) throws TooMuchException;
  }

  private RemotingConnection serviceSide() {
    return opened.closedLater(
        Combination.connection(broker.uri(), combination.service())
            .namespace(namespace)
            .clientId("server" + namespaces)
            .connect());
  }

  private RemotingConnection clientSide() {
    return opened.closedLater(
        Combination.connection(broker.uri(), combination.client())
            .namespace(namespace)
            .clientId("caller" + namespaces)
            .connect());
  }

  private static JsonNode text(String text) {
    return TextNode.valueOf(text);
  }

  private static RemoteObject available(RemoteObject remote) throws InterruptedException {
    assertTrue(remote.awaitAvailable(Await.DEADLINE));
    return remote;
  }

  @Test
  void usesAllMembersOfTypedService() throws Exception {
    IHello.Hello hello = new IHello.Hello();
    hello.setLast("first");
    serviceSide().serve(hello);
    RemoteObject remote = available(clientSide().remote("io.world", "Hello"));
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    Await.equal(Optional.of(text("first")), () -> remote.get("last"));
    remote.onChanged("last", events::add);
    remote.onAnyChanged((name, value) -> events.add(name + "=" + value));

    assertEquals(text("hi"), remote.call("say", text("hi")));
    assertEquals(text("hi"), Await.next(events));
    assertEquals("last=\"hi\"", Await.next(events));
    assertEquals(Map.of("last", text("hi")), remote.properties());
    remote.onSignal("justSaid", events::add);
    remote.onAnySignal((name, arguments) -> events.add(name + arguments));
    remote.onChanged("last", value -> {}).close();
    assertEquals(text("ho"), Await.result(remote.callAsync("say", text("ho"))));
    assertEquals(
        List.of("\"ho\"", "[\"ho\"]", "justSaid[\"ho\"]", "last=\"ho\""),
        List.of(Await.next(events), Await.next(events), Await.next(events), Await.next(events))
            .stream()
            .map(Object::toString)
            .sorted()
            .toList());

    remote.set("last", text("set"));
    Await.equal("set", hello::getLast);
    assertEquals(text("set"), Await.result(remote.fetch("last")));
    assertEquals(text("sure"), Await.result(remote.setConfirmed("last", text("sure"))));
    assertEquals("sure", hello.getLast());
    assertEquals(Optional.empty(), remote.get("never"));
    assertEquals(
        Contract.of(IHello.class).fingerprint(), Await.result(remote.describe()).fingerprint());
  }

  @Test
  void failsAsTypedClientsDo() throws Exception {
    ServiceHandle service =
        serviceSide()
            .serve(
                (IAdder)
                    (first, second) -> {
                      if (first > 9) {
                        throw new IAdder.TooMuchException("at most 9");
                      }
                      return first + second.orElse(100);
                    });
    RemoteObject remote = available(clientSide().remote("test.remote", "Adder"));
    String id = namespace + "/test.remote/Adder.";

    RemotingException refused =
        assertThrows(
            RemotingException.class,
            () -> remote.call("add", IntNode.valueOf(10), IntNode.valueOf(1)));
    assertEquals(id + "add: APPLICATION: at most 9 (tooMuch)", refused.getMessage());
    assertEquals("tooMuch", refused.errorType());
    assertEquals(
        id + "add: INVALID_ARGUMENT: argument 'first': \"x\" is not an int",
        assertThrows(
                RemotingException.class, () -> remote.call("add", text("x"), IntNode.valueOf(1)))
            .getMessage());
    assertEquals(
        id + "add: INVALID_ARGUMENT: wrong number of arguments: 2 expected, 1 given",
        Await.failure(remote.callAsync("add", IntNode.valueOf(1))).getMessage());
    assertEquals(
        id + "nope: UNIMPLEMENTED: no such member",
        assertThrows(RemotingException.class, () -> remote.call("nope")).getMessage());
    assertEquals(
        "the operation 'a/b' must be one topic level: 1 to 200 bytes in UTF-8, without '/', '+',"
            + " '#', '$' and characters that MQTT forbids, such as control characters",
        assertThrows(IllegalArgumentException.class, () -> remote.call("a/b")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> remote.onSignal("+", signal -> {}));

    service.close();
    Await.until("offline", () -> !remote.isAvailable());
    assertThrows(ServiceUnavailableException.class, () -> remote.call("add"));
    remote.close();
    assertEquals(
        id + "add: CANCELLED: the client is closed",
        assertThrows(RemotingException.class, () -> remote.call("add")).getMessage());
  }

  @Test
  void argumentsMayHaveNames() throws Exception {
    serviceSide().serve((IAdder) (first, second) -> first + second.orElse(100));
    RemoteObject remote = available(clientSide().remote("test.remote", "Adder"));
    Map<String, JsonNode> arguments = new LinkedHashMap<>();
    arguments.put("second", IntNode.valueOf(2));
    arguments.put("first", IntNode.valueOf(1));

    assertEquals(3, remote.call("add", arguments).intValue());
    arguments.remove("second");
    assertEquals(101, Await.result(remote.callAsync("add", arguments)).intValue());
    arguments.put("third", IntNode.valueOf(3));
    assertEquals(
        namespace
            + "/test.remote/Adder.add: INVALID_ARGUMENT: there is no parameter 'third';"
            + " the parameters are [first, second]",
        assertThrows(RemotingException.class, () -> remote.call("add", arguments)).getMessage());
    assertEquals(
        namespace
            + "/test.remote/Adder.add: INVALID_ARGUMENT: argument 'first' is missing;"
            + " the parameters are [first, second]",
        Await.failure(remote.callAsync("add", Map.of("second", IntNode.valueOf(2)))).getMessage());
    assertEquals(
        ErrorCode.UNIMPLEMENTED,
        assertThrows(RemotingException.class, () -> remote.call("nope", arguments)).code());
  }

  @Test
  void everyCallerGetsEachSignalOnce() throws Exception {
    IHello.Hello hello = new IHello.Hello();
    serviceSide().serve(hello);
    RemotingConnection connection = clientSide();
    BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    RemoteObject first = available(connection.remote("io.world", "Hello"));
    IHello typed = connection.client(IHello.class);
    RemoteObject second = connection.remote("io.world", "Hello");
    first.onSignal("justSaid", arguments -> signals.add("first" + arguments));
    typed.onJustSaid(word -> signals.add("typed" + word));
    second.onAnySignal((name, arguments) -> signals.add("second" + arguments));

    typed.say("1");
    assertEquals(text("2"), first.call("say", text("2")));
    Await.equal(6, signals::size);
    first.close();
    typed.say("3");
    Await.equal(8, signals::size);
    connection.remote("io.world", "Hello").call("say", text("4"));
    Await.until("all", () -> signals.contains("typed4") && signals.contains("second[\"4\"]"));
    assertEquals(
        List.of(
            "first[\"1\"]",
            "first[\"2\"]",
            "second[\"1\"]",
            "second[\"2\"]",
            "second[\"3\"]",
            "second[\"4\"]",
            "typed1",
            "typed2",
            "typed3",
            "typed4"),
        signals.stream().sorted().toList());
  }

  @Test
  void sharesTheSubscriptionsOfFleet() throws Exception {
    RemotingConnection serving = serviceSide();
    IHello.Hello kitchen = new IHello.Hello();
    kitchen.setLast("clean");
    serving.serve(kitchen, ServiceOptions.defaults().withInstance("kitchen"));
    RemotingConnection connection = clientSide();
    BlockingQueue<String> signals = new LinkedBlockingQueue<>();
    RemoteObject before = available(connection.remote("io.world", "Hello", "kitchen"));
    before.onAnySignal((name, arguments) -> signals.add("before" + arguments));
    int alone = connection.statistics().subscriptions();
    Fleet<IHello> fleet = connection.fleet(IHello.class);
    RemoteObject after = available(connection.remote("io.world", "Hello", "kitchen"));
    RemoteObject fresh = available(connection.remote("io.world", "Hello", "kitchen"));
    fresh.close();
    after.onAnySignal((name, arguments) -> signals.add("after" + arguments));
    fleet
        .await("kitchen", Await.DEADLINE)
        .orElseThrow()
        .onJustSaid(word -> signals.add("typed" + word));

    assertEquals(Optional.of(text("clean")), after.get("last"));
    assertEquals(text("1"), before.call("say", text("1")));
    Await.equal(3, signals::size);
    fleet.close();
    assertEquals(text("2"), after.call("say", text("2")));
    Await.equal(5, signals::size);
    assertEquals(
        List.of("after[\"1\"]", "after[\"2\"]", "before[\"1\"]", "before[\"2\"]", "typed1"),
        signals.stream().sorted().toList());
    assertTrue(connection.statistics().subscriptions() <= alone + 1);
  }

  @Test
  void callsServiceOfAnotherLanguage() throws Exception {
    RawClient peer = opened.closedLater(new RawClient(broker.uri(), "peer" + namespaces));
    String id = namespace + "/io.legacy/Lamp";
    peer.subscribe(id + "/rpc/#").subscribe(id + "/set/+");
    peer.retain(id + "/prop/level", "5");
    RemoteObject lamp = clientSide().remote("io.legacy", "Lamp");
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    Await.equal(Optional.of(IntNode.valueOf(5)), () -> lamp.get("level"));
    lamp.onAnySignal((name, arguments) -> events.add(name + arguments));
    lamp.onChanged("level", events::add);
    peer.publish(id + "/sig/blown", "null");
    assertEquals("blown[]", Await.next(events));
    peer.publish(id + "/prop/level", "6");
    assertEquals(IntNode.valueOf(6), Await.next(events));
    lamp.set("level", IntNode.valueOf(7));
    assertEquals("7", peer.next(id + "/set/level").text());
    lamp.send("blink", IntNode.valueOf(2));
    assertTrue(
        peer.next("request", packet -> packet.topic().endsWith("/blink")).text().contains("[2]"));
    assertInstanceOf(
        CallTimeoutException.class,
        assertThrows(
            RemotingException.class,
            () -> lamp.withTimeout(Duration.ofMillis(200)).call("blink", IntNode.valueOf(3))));
    assertFalse(lamp.isAvailable());
  }

  @Test
  void interceptorsSeeCallsValuesAndSignals() throws Exception {
    serviceSide().serve(new IHello.Hello());
    List<String> seen = new CopyOnWriteArrayList<>();
    ClientInterceptor interceptor =
        new ClientInterceptor() {
          @Override
          public CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain) {
            seen.add(call.kind() + " " + call.member() + " " + call.arguments());
            return chain.proceed(call);
          }

          @Override
          public void onSignal(RemoteEvent signal) {
            seen.add("signal " + signal.member() + " " + signal.arguments());
          }

          @Override
          public void onValue(RemoteEvent value) {
            seen.add("value " + value.member() + " " + value.arguments());
          }
        };
    RemoteObject remote =
        available(
            clientSide()
                .remote(
                    "io.world", "Hello", ClientOptions.defaults().withInterceptor(interceptor)));

    assertEquals(text("1"), remote.call("say", text("1")));
    assertEquals(text("2"), Await.result(remote.setConfirmed("last", text("2"))));
    remote.set("last", text("3"));
    assertEquals(text("3"), Await.result(remote.fetch("last")));
    for (String expected :
        List.of(
            "CALL say [[\"1\"]]",
            "signal justSaid [[\"1\"]]",
            "value last [\"1\"]",
            "CONFIRMED_SET last [\"2\"]",
            "SET last [\"3\"]",
            "FETCH last []")) {
      Await.until(() -> expected + " in " + seen, () -> seen.contains(expected));
    }
  }
}
