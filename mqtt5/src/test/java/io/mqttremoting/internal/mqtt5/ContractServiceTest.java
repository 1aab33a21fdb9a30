package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.Contract;
import io.mqttremoting.ContractHandler;
import io.mqttremoting.ContractService;
import io.mqttremoting.RemoteObject;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import io.mqttremoting.testsupport.TestBroker;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Services of a contract without a Java interface, with every version of MQTT and every broker. */
@ParameterizedClass
@MethodSource("io.mqttremoting.internal.mqtt5.Combination#all")
@Timeout(60)
class ContractServiceTest {
  @RegisterExtension static final RunningBrokers BROKERS = new RunningBrokers();

  private static int namespaces;

  @RegisterExtension private final Opened opened = new Opened();
  private final Combination combination;
  private final TestBroker broker;

  /** Different for each test, because the broker keeps values. */
  private final String namespace = "mock" + ++namespaces;

  ContractServiceTest(Combination combination) {
    this.combination = combination;
    this.broker = BROKERS.of(combination.broker());
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

  private static <T> T available(T client) throws InterruptedException {
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    return client;
  }

  private static CompletableFuture<JsonNode> echo(String operation, ArrayNode arguments) {
    return CompletableFuture.completedFuture(arguments.get(0));
  }

  @Test
  void typedClientSeesNoDifference() throws Exception {
    Contract contract = Contract.of(IHello.class);
    // long before the first value: Moquette may look for retained messages after the SUBACK
    RawClient raw = opened.closedLater(new RawClient(broker.uri(), "raw" + namespaces));
    raw.subscribe(namespace + "/io.world/Hello/prop/+");
    ContractService mock = serviceSide().serve(contract, ContractServiceTest::echo);
    mock.publish("last", TextNode.valueOf("first"));
    mock.publish("last", TextNode.valueOf("first"));
    IHello hello = available(clientSide().client(IHello.class));
    BlockingQueue<String> words = new LinkedBlockingQueue<>();
    hello.onJustSaid(words::add);

    Await.equal("first", hello::getLast);
    assertEquals("hi", hello.say("hi"));
    mock.signal("justSaid", TextNode.valueOf("hi"));
    assertEquals("hi", Await.next(words));
    hello.setLast("set");
    Await.equal("set", hello::getLast);
    assertEquals(Optional.of(TextNode.valueOf("set")), mock.get("last"));
    assertEquals("set", Await.result(ClientHandle.of(hello).fetch("last")));
    assertEquals(contract, Await.result(ClientHandle.of(hello).contract()));
    raw.awaitLines(
        namespace, //
        namespace + "/io.world/Hello/prop/last \"first\" qos1",
        namespace + "/io.world/Hello/prop/last \"set\" qos1");

    mock.close();
    Await.until("offline", () -> !ClientHandle.of(hello).isAvailable());
    assertEquals(
        "service of " + namespace + "/io.world/Hello as server" + namespaces + ", closed",
        mock.toString());
  }

  @Test
  void refusesWhatTheContractDoesNotAllow() throws Exception {
    ContractService mock =
        serviceSide()
            .serve(
                Contract.of(IEverything.class),
                (operation, arguments) ->
                    CompletableFuture.completedFuture(TextNode.valueOf("wrong")),
                ServiceOptions.defaults().withInstance("mock"));
    RemoteObject remote = clientSide().remote("conformance", "Everything", "mock");
    assertTrue(remote.awaitAvailable(Await.DEADLINE));
    String id = namespace + "/@mock/conformance/Everything.";

    assertEquals(
        id + "add: INVALID_ARGUMENT: wrong number of arguments: 2 expected, 1 given",
        failure(remote, "add", IntNode.valueOf(1)));
    assertEquals(
        id + "add: INVALID_ARGUMENT: argument 'a': \"x\" is not an int",
        failure(remote, "add", TextNode.valueOf("x"), IntNode.valueOf(1)));
    assertEquals(
        id + "fail: INVALID_ARGUMENT: argument 'how': 9 is not a Failure",
        failure(remote, "fail", IntNode.valueOf(9), TextNode.valueOf("")));
    assertEquals(
        id + "add: INTERNAL: the result cannot travel: \"wrong\" is not an int",
        failure(remote, "add", IntNode.valueOf(1), IntNode.valueOf(1)));
    assertEquals(
        id + "version: FAILED_PRECONDITION: property 'version' is read-only",
        Await.failure(remote.setConfirmed("version", TextNode.valueOf("2"))).getMessage());
    assertEquals(
        id + "number: INVALID_ARGUMENT: argument 'value': true is not an int",
        Await.failure(
                remote.setConfirmed("number", com.fasterxml.jackson.databind.node.BooleanNode.TRUE))
            .getMessage());
    assertEquals(
        id + "moved: this signal is not published: wrong number of arguments: 2 expected, 0 given",
        assertThrows(IllegalArgumentException.class, () -> mock.signal("moved")).getMessage());
    assertEquals(
        id + "named: this signal is not published: argument 'arg1': 1 is not a String",
        assertThrows(IllegalArgumentException.class, () -> mock.signal("named", IntNode.valueOf(1)))
            .getMessage());
    assertEquals(
        id + "point: this value is not published: 1 is not a Point",
        assertThrows(
                IllegalArgumentException.class, () -> mock.publish("point", IntNode.valueOf(1)))
            .getMessage());
    assertEquals(Optional.empty(), mock.get("point"));
    assertEquals(
        namespace
            + "/@mock/conformance/Everything has no property 'x';"
            + " it has [level, number, point, ratio, version]",
        assertThrows(IllegalArgumentException.class, () -> mock.publish("x", null)).getMessage());
  }

  private static String failure(RemoteObject remote, String operation, JsonNode... arguments) {
    return assertThrows(RemotingException.class, () -> remote.call(operation, arguments))
        .getMessage();
  }

  @Test
  void errorsReachCallersAlsoThroughBridges() throws Exception {
    ContractHandler handler =
        (operation, arguments) -> {
          throw arguments.get(0).intValue() == 1
              ? RemotingException.application("refused", "no")
              : new RemotingException(ErrorCode.PERMISSION_DENIED, "not you", null);
        };
    RemotingConnection serving = serviceSide();
    Contract contract = Contract.of(IEverything.class);
    serving.serve(contract, handler);
    RemotingConnection calling = clientSide();
    RemoteObject first = calling.remote("conformance", "Everything");
    assertTrue(first.awaitAvailable(Await.DEADLINE));
    calling.serve(
        contract,
        (operation, arguments) -> first.callAsync(operation, arguments.valueStream().toList()),
        ServiceOptions.defaults().withInstance("bridge"));

    for (IEverything everything :
        List.of(
            available(calling.client(IEverything.class)),
            available(serving.client(IEverything.class, "bridge")))) {
      assertEquals(
          "no",
          assertThrows(IEverything.RefusedException.class, () -> everything.add(1, 1))
              .getMessage());
      RemotingException denied = assertThrows(RemotingException.class, () -> everything.add(2, 2));
      assertEquals(ErrorCode.PERMISSION_DENIED, denied.code());
      assertEquals("not you", denied.reason());
    }
  }

  /** Echoes calls, and sets properties to what {@code decision} says. */
  private static ContractHandler deciding(
      Function<JsonNode, @Nullable CompletableFuture<JsonNode>> decision) {
    return new ContractHandler() {
      @Override
      public CompletableFuture<JsonNode> call(String operation, ArrayNode arguments) {
        return echo(operation, arguments);
      }

      @Override
      @SuppressWarnings("NullAway") // on purpose
      public CompletableFuture<JsonNode> set(String property, JsonNode value) {
        return decision.apply(value);
      }
    };
  }

  @Test
  void handlerDecidesOnChanges() throws Exception {
    ContractService mock =
        serviceSide()
            .serve(
                Contract.of(IEverything.class),
                deciding(
                    value -> {
                      if (value.intValue() < 0) {
                        throw RemotingException.application("refused", "below 0");
                      }
                      return CompletableFuture.completedFuture(
                          IntNode.valueOf(Math.min(value.intValue(), 100)));
                    }));
    IEverything everything = available(clientSide().client(IEverything.class));

    assertEquals(100, Await.result(everything.setLevel(500)));
    Await.equal(100, everything::getLevel);
    assertEquals("below 0", Await.failure(everything.setLevel(-1)).getMessage());
    everything.setNumber(200);
    Await.equal(100, everything::getNumber);
    mock.publish("number", IntNode.valueOf(7));
    Await.equal(7, everything::getNumber);
  }

  @Test
  void aFaultOfTheHandlerIsNotTheCallers() throws Exception {
    ContractService mock =
        serviceSide()
            .serve(
                Contract.of(IEverything.class),
                deciding(
                    value ->
                        value.intValue() == 1
                            ? CompletableFuture.completedFuture(TextNode.valueOf("one"))
                            : null));
    IEverything everything = available(clientSide().client(IEverything.class));
    String id = namespace + "/conformance/Everything.level";
    try (LogCapture log = new LogCapture()) {
      assertEquals(
          id + ": INTERNAL: the value cannot travel: \"one\" is not an int",
          Await.failure(everything.setLevel(1)).getMessage());
      assertEquals(
          id + ": INTERNAL: the operation failed; see the log of the service",
          Await.failure(everything.setLevel(2)).getMessage());
      Await.until(
          () -> id + " returned no future in " + log.fullLines(),
          () ->
              log.fullLines().stream().anyMatch(line -> line.contains(id + " returned no future")));
    }
    assertEquals(Optional.empty(), mock.get("level"));
  }
}
