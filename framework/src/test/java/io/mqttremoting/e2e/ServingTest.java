package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What can be served, in which ways, and what remains after the close. */
class ServingTest {
  private static final Set<String> HELLO_FILTERS =
      Set.of(
          "io.world/Hello/rpc/v3/+",
          "io.world/Hello/set/+",
          "io.world/Hello/prop/+",
          "io.world/Hello/_status/server");

  private static Rig rig;
  private static RemotingConnection serving;
  private static RemotingConnection calling;
  private static RawClient raw;

  private final List<Runnable> ends = new ArrayList<>();

  /** An implementation may omit one of the two methods, but not both. */
  @RemoteInterface(module = "io.test.pair", name = "Pair")
  interface IPair {
    @Operation
    default int twice(int number) {
      return twiceAsync(number).join();
    }

    @Operation
    default CompletableFuture<Integer> twiceAsync(int number) {
      return CompletableFuture.supplyAsync(() -> twice(number));
    }
  }

  @BeforeAll
  static void open() {
    rig = new Rig();
    serving = rig.connect("server");
    calling = rig.connect("caller");
    raw = rig.observer("raw");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @AfterEach
  void end() {
    ends.forEach(Runnable::run);
  }

  private <T> T client(Class<T> type) {
    T client = calling.client(type);
    ends.add(() -> ClientHandle.of(client).close());
    return client;
  }

  private ServiceHandle kept(ServiceHandle handle) {
    ends.add(handle::close);
    return handle;
  }

  /** Counts the subscriptions that are open at it. */
  private static final class Counting extends Hello {
    final AtomicInteger listeners = new AtomicInteger();

    @Override
    public Subscription onLastChanged(Consumer<Message> handler) {
      return counted(super.onLastChanged(handler));
    }

    @Override
    public Subscription onJustSaid(Consumer<Message> handler) {
      return counted(super.onJustSaid(handler));
    }

    private Subscription counted(Subscription subscription) {
      listeners.incrementAndGet();
      return () -> {
        listeners.decrementAndGet();
        subscription.close();
      };
    }
  }

  @Test
  void closedServiceLeavesNothingSubscribed() {
    Counting hello = new Counting();
    ServiceHandle handle = serving.serve(hello);
    assertEquals(2, hello.listeners.get());
    assertEquals(HELLO_FILTERS, Set.copyOf(rig.subscriptions("server")));
    raw.next("io.world/Hello/prop/last");
    handle.close();
    handle.close();
    assertEquals(0, hello.listeners.get());
    assertTrue(hello.justSaid.isEmpty());
    assertEquals(Set.of(), Set.copyOf(rig.subscriptions("server")));

    hello.setLast(new Message("unheard"));
    raw.publish("io.world/Hello/set/last", "{\"content\":\"unasked\"}");
    raw.publish(
        "io.world/Hello/rpc/v3/say",
        "{\"correlationData\":\"x\",\"responseTopic\":\"answer\",\"data\":[null,0]}");
    kept(serving.serve(new Everything())); // the requests above would have been answered before
    raw.next("a value", p -> p.topic().equals("io.test.wide/Everything/prop/count"));
    assertEquals(new Message("unheard"), hello.getLast());
    assertEquals(0, hello.said.get());
    assertEquals(List.of(), raw.lines("answer"));
  }

  @Test
  void closedConnectionLeavesNothingOnTheImplementation() {
    Counting hello = new Counting();
    RemotingConnection connection = rig.connection("server-2").connect();
    connection.serve(hello);
    assertEquals(2, hello.listeners.get());
    connection.close();
    assertEquals(0, hello.listeners.get());
    assertThrows(RemotingException.class, () -> connection.serve(hello));
    assertEquals(0, hello.listeners.get());
  }

  @RemoteInterface(module = "io.world", name = "Hello")
  interface IHelloAgain extends IHello {}

  /** An implementation for which both interfaces are found. */
  private static final class HelloTwice extends Hello implements IHelloAgain {}

  @Test
  void twoInterfacesOfOneNameAreNotServedTogether() {
    HelloTwice hello = new HelloTwice();
    String refused =
        assertThrows(IllegalArgumentException.class, () -> serving.serve(hello)).getMessage();
    assertTrue(
        refused.startsWith("two interfaces of one implementation are io.world/Hello, one of them "),
        refused);
    assertEquals(Set.of(), Set.copyOf(rig.subscriptions("server")));
    kept(serving.serve(IHelloAgain.class, hello, ServiceOptions.defaults()));
  }

  @Test
  void secondImplementationOnOneConnectionIsRefused() throws Exception {
    ServiceHandle first = kept(serving.serve(new Hello()));
    Counting second = new Counting();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> serving.serve(second));
    assertEquals(
        "io.world/Hello is served already on this connection, by io.mqttremoting.e2e.Hello; close"
            + " that first, or serve this on a connection of its own, by another name or"
            + " as another instance",
        e.getMessage());
    assertEquals(0, second.listeners.get());
    assertEquals(1, client(IHello.class).say(new Message("x"), When.NOW));
    first.close();
    kept(serving.serve(second));
    assertEquals(1, client(IHello.class).say(new Message("y"), When.NOW));
    assertEquals(new Message("y"), second.getLast());
  }

  /** Implements two remote interfaces. */
  private static class Both extends Everything implements IHello {
    final ObservableValue<Message> last = new ObservableValue<>(new Message("both"));
    final Listeners<Consumer<Message>> justSaid = new Listeners<>();

    @Override
    public Message getLast() {
      return last.get();
    }

    @Override
    public void setLast(Message value) {
      last.set(value);
    }

    @Override
    public Subscription onLastChanged(Consumer<Message> handler) {
      return last.onChange(handler);
    }

    @Override
    public int say(Message msg, When when) {
      setLast(msg);
      return resets.incrementAndGet();
    }

    @Override
    public Subscription onJustSaid(Consumer<Message> handler) {
      return justSaid.add(handler);
    }
  }

  @Test
  void allRemoteInterfacesOfAClassAreServed() throws Exception {
    ServiceHandle handle = kept(serving.serve(new Both()));
    IHello hello = client(IHello.class);
    IEverything everything = client(IEverything.class);
    everything.reset();
    assertEquals(2, hello.say(new Message("x"), When.NOW));
    assertEquals(6L, everything.negate(-6));
    assertEquals(8, rig.subscriptions("server").size());
    handle.close();
    assertEquals(Set.of(), Set.copyOf(rig.subscriptions("server")));
  }

  @Test
  void oneOfTwoInterfacesServedAlreadyRefusesBoth() {
    kept(serving.serve(new Hello()));
    assertThrows(IllegalArgumentException.class, () -> serving.serve(new Both()));
    assertEquals(4, rig.subscriptions("server").size());
  }

  @Test
  void oneInterfaceIsServedByItsClass() throws Exception {
    kept(serving.serve(IHello.class, new Both(), ServiceOptions.defaults()));
    assertEquals(HELLO_FILTERS, Set.copyOf(rig.subscriptions("server")));
    assertEquals(1, client(IHello.class).say(new Message("x"), When.NOW));
    kept(serving.serve(IEverything.class, new Both(), ServiceOptions.defaults()));
    assertEquals(6L, client(IEverything.class).negate(-6));
  }

  @Test
  void implementationOfTheBlockingMethodAnswersBoth() {
    kept(
        serving.serve(
            new IPair() {
              @Override
              public int twice(int number) {
                return 2 * number;
              }
            }));
    IPair client = client(IPair.class);
    assertEquals(6, client.twice(3));
    assertEquals(8, Await.result(client.twiceAsync(4)));
  }

  @Test
  void implementationOfTheFutureMethodAnswersBoth() {
    kept(
        serving.serve(
            new IPair() {
              @Override
              public CompletableFuture<Integer> twiceAsync(int number) {
                return CompletableFuture.completedFuture(2 * number);
              }
            }));
    IPair client = client(IPair.class);
    assertEquals(6, client.twice(3));
    assertEquals(8, Await.result(client.twiceAsync(4)));
  }

  /** An interface with an implementation to inherit. */
  private interface Doubling extends IPair {
    @Override
    default int twice(int number) {
      return 2 * number;
    }
  }

  private static final class Doubler implements Doubling {}

  @Test
  void implementationMayInheritTheMethodFromAnInterfaceOfItsOwn() {
    kept(serving.serve(new Doubler()));
    IPair client = client(IPair.class);
    assertEquals(6, client.twice(3));
    assertEquals(8, Await.result(client.twiceAsync(4)));
  }

  @Test
  void implementationOfNeitherMethodIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> serving.serve(new IPair() {}));
    assertTrue(
        e.getMessage()
            .endsWith(
                "writes no method of @Operation 'twice' of IPair, which has default methods only;"
                    + " write one of them"),
        e.getMessage());
    assertEquals(Set.of(), Set.copyOf(rig.subscriptions("server")));
  }

  @Test
  void nullWhereAValueIsDueIsAnErrorOfTheService() {
    kept(
        serving.serve(
            new IPair() {
              @Override
              public CompletableFuture<Integer> twiceAsync(int number) {
                return number == 0 ? null : CompletableFuture.completedFuture(null);
              }
            }));
    IPair client = client(IPair.class);
    RemotingException noResult = assertThrows(RemotingException.class, () -> client.twice(1));
    assertEquals(ErrorCode.INTERNAL, noResult.code());
    assertEquals("the reply is null where a value is due", noResult.reason());
    try (LogCapture log = new LogCapture()) {
      RemotingException noFuture =
          assertInstanceOf(RemotingException.class, Await.failure(client.twiceAsync(0)));
      assertEquals(ErrorCode.INTERNAL, noFuture.code());
      log.line("io.test.pair/Pair", "twice", "failed");
    }
  }

  @Test
  void implementationWhoseGetterFailsIsRefusedAndLeftAlone() {
    Everything broken =
        new Everything() {
          @Override
          public double getRatio() {
            throw new IllegalStateException("on purpose");
          }
        };
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> serving.serve(broken, ServiceOptions.defaults().withInstance("kitchen")));
    assertEquals(
        "@kitchen/io.test.wide/Everything is not served: "
            + broken.getClass().getName()
            + ".getRatio of @Property 'ratio' failed: java.lang.IllegalStateException: on purpose;"
            + " serve asks it for the first value: return one, or null as long as there is none",
        e.getMessage());
    assertEquals("on purpose", e.getCause().getMessage());
    assertTrue(broken.tick.isEmpty());
    assertEquals(Set.of(), Set.copyOf(rig.subscriptions("server")));
    kept(serving.serve(new Everything()));
  }

  @Test
  void implementationThatReturnsNoSubscriptionIsRefused() {
    Hello ofSignal =
        new Hello() {
          @Override
          public Subscription onJustSaid(Consumer<Message> handler) {
            return null;
          }
        };
    Hello ofProperty =
        new Hello() {
          @Override
          public Subscription onLastChanged(Consumer<Message> handler) {
            throw new UnsupportedOperationException("not yet");
          }
        };
    String rule = "; serve gives it a handler: keep that, and return a Subscription that ends it";
    assertEquals(
        "io.world/Hello is not served: "
            + ofSignal.getClass().getName()
            + ".onJustSaid of @Signal 'justSaid' returned null"
            + rule,
        assertThrows(IllegalStateException.class, () -> serving.serve(ofSignal)).getMessage());
    assertEquals(
        "io.world/Hello is not served: "
            + ofProperty.getClass().getName()
            + ".onLastChanged of @Property 'last' failed:"
            + " java.lang.UnsupportedOperationException: not yet"
            + rule,
        assertThrows(IllegalStateException.class, () -> serving.serve(ofProperty)).getMessage());
    assertEquals(Set.of(), Set.copyOf(rig.subscriptions("server")));
  }

  @Test
  void implementationWithoutRemoteInterfaceIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> serving.serve("text"));
    assertEquals(
        "java.lang.String implements no interface with @RemoteInterface; annotate the interface"
            + " to serve",
        e.getMessage());
  }
}
