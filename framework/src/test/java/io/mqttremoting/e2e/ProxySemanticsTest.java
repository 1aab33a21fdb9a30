package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of a running service: values, handlers, several proxies, replies. */
class ProxySemanticsTest {
  private static Rig rig;
  private static RemotingConnection serving;
  private static RemotingConnection calling;
  private static RemotingConnection callingToo;
  private static RawClient raw;

  private final Hello hello = new Hello();
  private final List<Object> clients = new ArrayList<>();
  private final List<ServiceHandle> handles = new ArrayList<>();

  @BeforeAll
  static void open() {
    rig = new Rig();
    serving = rig.connect("server");
    calling = rig.connect("caller");
    callingToo = rig.connect("caller-too");
    raw = rig.raw("raw");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void serve() {
    handles.add(serving.serve(hello));
  }

  @AfterEach
  void end() {
    clients.forEach(client -> ClientHandle.of(client).close());
    handles.forEach(ServiceHandle::close);
    raw.forget("io.world/Hello/prop/last");
    for (String property : List.of("count", "ratio", "enabled", "version", "way_points")) {
      raw.forget("io.test.wide/Everything/prop/" + property);
    }
  }

  private <T> T client(RemotingConnection connection, Class<T> type) {
    T client = connection.client(type);
    clients.add(client);
    return client;
  }

  private IHello client() {
    return client(calling, IHello.class);
  }

  @Test
  void gettersAnswerJavaDefaultsBeforeAnyValue() {
    IEverything unserved = client(calling, IEverything.class);
    assertEquals(0, unserved.getCount());
    assertEquals(0.0, unserved.getRatio());
    assertFalse(unserved.isEnabled());
    assertNull(unserved.getName());
    assertNull(unserved.getVersion());
    assertNull(unserved.getPath());
  }

  @Test
  void lateClientGetsTheRetainedValues() {
    hello.setLast(new Message("before"));
    handles.add(serving.serve(new Everything()));
    handles.forEach(ServiceHandle::close);
    IHello late = client();
    Await.equal(new Message("before"), late::getLast);
    IEverything wideToo = client(calling, IEverything.class);
    Await.equal(3, wideToo::getCount);
    Await.equal(0.5, wideToo::getRatio);
    Await.equal(true, wideToo::isEnabled);
    Await.equal("1.2.3", wideToo::getVersion);
    Await.equal(List.of(new Point(1, 2)), wideToo::getPath);
    assertNull(wideToo.getName());
  }

  @Test
  void setterAsksTheServiceAndTheChangeComesBack() {
    IHello client = client();
    BlockingQueue<Message> changes = new LinkedBlockingQueue<>();
    Await.equal(new Message(""), client::getLast);
    client.onLastChanged(changes::add);
    client.setLast(new Message("mine"));
    assertEquals(new Message("mine"), Await.next(changes));
    assertEquals(new Message("mine"), client.getLast());
    assertEquals(new Message("mine"), hello.getLast());
  }

  @Test
  void valueThatTheServiceAdjustsReachesTheClient() {
    IEverything client = client(calling, IEverything.class);
    Everything stubborn =
        new Everything() {
          @Override
          public void setCount(int value) {
            count.set(Math.min(value, 10));
          }
        };
    handles.add(serving.serve(stubborn));
    Await.equal(3, client::getCount);
    client.setCount(99);
    Await.equal(10, client::getCount);
  }

  @Test
  void handlersRunInTheOrderAddedInSpiteOfOneThatThrows() throws Exception {
    IHello client = client();
    BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    client.onJustSaid(message -> calls.add("first"));
    client.onJustSaid(
        message -> {
          calls.add("second");
          throw new IllegalStateException("on purpose");
        });
    client.onJustSaid(
        message -> {
          calls.add("third");
          throw new AssertionError("on purpose");
        });
    client.onJustSaid(message -> calls.add("fourth"));
    try (LogCapture log = new LogCapture()) {
      client.say(new Message("1"), When.NOW);
      client.say(new Message("2"), When.NOW);
      for (int round = 0; round < 2; round++) {
        for (String expected : List.of("first", "second", "third", "fourth")) {
          assertEquals(expected, Await.next(calls));
        }
      }
      assertEquals(
          "on purpose",
          log.line("io.world/Hello", "justSaid", "failed").getThrowableProxy().getMessage());
    }
  }

  @Test
  void closedSubscriptionHearsNothingMore() throws Exception {
    IHello client = client();
    BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    Subscription first = client.onJustSaid(message -> calls.add("first " + message.content()));
    client.onJustSaid(message -> calls.add("second " + message.content()));
    client.say(new Message("1"), When.NOW);
    assertEquals("first 1", Await.next(calls));
    assertEquals("second 1", Await.next(calls));
    first.close();
    first.close();
    client.say(new Message("2"), When.NOW);
    assertEquals("second 2", Await.next(calls));
  }

  @Test
  void subscriptionClosedByAnEarlierHandlerOfTheSameSignalHearsNothing() throws Exception {
    IHello client = client();
    BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    List<Subscription> later = new ArrayList<>();
    client.onJustSaid(message -> later.forEach(Subscription::close));
    later.add(client.onJustSaid(message -> calls.add("closed")));
    client.onJustSaid(message -> calls.add("last"));
    client.say(new Message("1"), When.NOW);
    assertEquals("last", Await.next(calls));
    assertTrue(calls.isEmpty());
  }

  @Test
  void sameHandlerAddedTwiceIsCalledTwice() throws Exception {
    IHello client = client();
    BlockingQueue<Message> calls = new LinkedBlockingQueue<>();
    Subscription one = client.onJustSaid(calls::add);
    Subscription two = client.onJustSaid(calls::add);
    client.say(new Message("x"), When.NOW);
    Await.next(calls);
    Await.next(calls);
    one.close();
    client.say(new Message("y"), When.NOW);
    assertEquals(new Message("y"), Await.next(calls));
    two.close();
  }

  @Test
  void everyChangeAndSignalArrivesInOrder() {
    IHello client = client();
    Await.equal(new Message(""), client::getLast);
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    client.onLastChanged(message -> events.add("last " + message.content()));
    client.onJustSaid(message -> events.add("said " + message.content()));
    for (int i = 0; i < 500; i++) {
      Message message = new Message("" + i);
      hello.setLast(message);
      hello.justSaid.forEach(handler -> handler.accept(message));
    }
    for (int i = 0; i < 500; i++) {
      assertEquals("last " + i, Await.next(events));
      assertEquals("said " + i, Await.next(events));
    }
  }

  @Test
  void severalProxiesShareOneSubscriptionAndEachSeesEverything() throws Exception {
    IHello first = client();
    Await.equal(new Message(""), first::getLast);
    Set<String> shared = Set.copyOf(rig.subscriptions("caller"));
    hello.setLast(new Message("current"));
    Await.equal(new Message("current"), first::getLast);

    IHello second = client();
    assertEquals(new Message("current"), second.getLast(), "a late one has the values at once");
    assertEquals(shared, Set.copyOf(rig.subscriptions("caller")));

    BlockingQueue<String> ones = new LinkedBlockingQueue<>();
    BlockingQueue<String> twos = new LinkedBlockingQueue<>();
    first.onLastChanged(message -> ones.add("last " + message.content()));
    second.onLastChanged(message -> twos.add("last " + message.content()));
    first.onJustSaid(message -> ones.add("said " + message.content()));
    second.onJustSaid(message -> twos.add("said " + message.content()));
    for (int i = 0; i < 3; i++) {
      second.say(new Message("" + i), When.NOW);
    }
    for (BlockingQueue<String> queue : List.of(ones, twos)) {
      for (int i = 0; i < 3; i++) {
        assertEquals("last " + i, Await.next(queue));
        assertEquals("said " + i, Await.next(queue));
      }
    }
    first.say(new Message("end"), When.NOW);
    for (BlockingQueue<String> queue : List.of(ones, twos)) {
      assertEquals("last end", Await.next(queue));
      assertEquals("said end", Await.next(queue));
      assertTrue(queue.isEmpty(), "nothing comes twice");
    }
  }

  @Test
  void closingOneProxyLeavesTheOther() throws Exception {
    IHello first = client();
    IHello second = client();
    BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    first.onJustSaid(message -> calls.add("first"));
    second.onJustSaid(message -> calls.add("second"));
    Await.equal(new Message(""), first::getLast);
    ClientHandle.of(first).close();
    ClientHandle.of(first).close();
    assertEquals(1, second.say(new Message("x"), When.NOW));
    assertEquals("second", Await.next(calls));
    assertTrue(calls.isEmpty());
    assertTrue(first.toString().contains("closed"), first.toString());

    RemotingException closed =
        assertThrows(RemotingException.class, () -> first.say(new Message("y"), When.NOW));
    assertEquals(ErrorCode.CANCELLED, closed.code());
    assertTrue(closed.getMessage().contains("the client is closed"), closed.getMessage());
    assertThrows(RemotingException.class, () -> first.setLast(new Message("y")));
    assertThrows(RemotingException.class, () -> first.onJustSaid(message -> {}));
    assertThrows(RemotingException.class, () -> first.onLastChanged(message -> {}));
    RemotingException async =
        (RemotingException) Await.failure(first.sayAsync(new Message("y"), When.NOW));
    assertEquals(ErrorCode.CANCELLED, async.code());
    assertEquals(new Message("x"), first.getLast(), "getters go on answering");
    assertEquals(1, hello.said.get());
  }

  @Test
  void closingTheLastProxyEndsTheSubscriptions() {
    IHello first = client();
    IHello second = client();
    IEverything other = client(calling, IEverything.class);
    ClientHandle.of(first).close();
    assertEquals(8, rig.subscriptions("caller").size());
    ClientHandle.of(second).close();
    assertTrue(
        rig.subscriptions("caller").stream()
            .allMatch(filter -> filter.startsWith("io.test.wide/Everything/")),
        rig.subscriptions("caller").toString());
    ClientHandle.of(other).close();
    assertEquals(Set.of(), Set.copyOf(rig.subscriptions("caller")));
    IHello again = client();
    assertEquals(4, rig.subscriptions("caller").size());
    Await.equal(new Message(""), again::getLast);
  }

  @Test
  void valueIsThereWhenTheCallReturns() throws Exception {
    IHello client = client();
    for (int i = 0; i < 200; i++) {
      Message message = new Message("read " + i);
      client.say(message, When.NOW);
      assertEquals(message, client.getLast());
    }
  }

  @Test
  void valueIsThereWhenTheFutureCompletes() {
    IHello client = client();
    for (int i = 0; i < 200; i++) {
      Message message = new Message("read " + i);
      CompletableFuture<Message> seen =
          client.sayAsync(message, When.NOW).thenApply(count -> client.getLast());
      assertEquals(message, Await.result(seen));
    }
  }

  @Test
  void replyReachesItsCallerOnly() {
    IEverything one = client(calling, IEverything.class);
    IEverything two = client(callingToo, IEverything.class);
    IEverything three = client(callingToo, IEverything.class);
    handles.add(serving.serve(new Everything()));
    List<IEverything> callers = List.of(one, two, three);
    List<CompletableFuture<Integer>> results =
        IntStream.range(0, 600).mapToObj(i -> callers.get(i % 3).doubledLater(i)).toList();
    List<CompletableFuture<Long>> others =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          for (int n = 0; n < 50; n++) {
                            assertEquals(-n * 10L - i, callers.get(i % 3).negate(n * 10L + i));
                          }
                          return 1L;
                        }))
            .toList();
    for (int i = 0; i < results.size(); i++) {
      assertEquals(2 * i, Await.result(results.get(i)));
    }
    others.forEach(Await::result);
    assertEquals(0, calling.statistics().openCalls());
    assertEquals(0, callingToo.statistics().openCalls());
  }

  @Test
  void nullHandlerIsRefused() {
    IHello client = client();
    assertThrows(NullPointerException.class, () -> client.onJustSaid(null));
    assertThrows(NullPointerException.class, () -> client.onLastChanged(null));
  }

  @Test
  void handleIsOnlyForClients() {
    assertThrows(IllegalArgumentException.class, () -> ClientHandle.of(hello));
    assertThrows(IllegalArgumentException.class, () -> ClientHandle.of("text"));
  }

  @Test
  void localAndRemoteStandInForEachOther() throws Exception {
    for (IHello each : List.of(new Hello(), client())) {
      assertEquals(1, each.say(new Message("x"), When.NOW));
      assertEquals(new Message("x"), each.getLast());
      assertEquals(2, Await.result(each.sayAsync(new Message("y"), When.NOW)));
      assertThrows(RefusedException.class, () -> each.say(new Message("z"), When.NEVER));
    }
  }
}
