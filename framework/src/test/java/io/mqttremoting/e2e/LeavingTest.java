package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.Credentials;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A closed service finishes the calls that it has begun. */
class LeavingTest {
  /**
   * One thread per task: the common pool may have a single thread, and then one task that hangs
   * would block all others.
   */
  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
      };

  private final Rig rig = new Rig();
  private final SlowHello slow = new SlowHello();

  @AfterEach
  void close() {
    slow.release.countDown();
    rig.close();
  }

  private IHello client() throws InterruptedException {
    IHello client = rig.connect("caller").client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    return client;
  }

  @Test
  void runningAndWaitingCallsAreAnsweredNewOnesRefused() throws Exception {
    RemotingConnection serving = rig.connect("server");
    serving.serve(slow);
    serving.serve(new Everything());
    RemotingConnection calling = rig.connect("caller");
    IHello client = calling.client(IHello.class);
    IEverything other = calling.client(IEverything.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    RawClient raw = rig.observer("raw");
    CompletableFuture<Integer> running = client.sayAsync(new Message("1"), When.NOW);
    CompletableFuture<Integer> waiting = client.sayAsync(new Message("2"), When.NOW);
    Await.open(slow.entered);
    assertEquals(-1, other.negate(1), "what was sent before has arrived, too");
    CompletableFuture<Void> closing = CompletableFuture.runAsync(serving::close, THREADS);
    CompletableFuture<Throwable> refused =
        CompletableFuture.supplyAsync(
            () -> {
              while (true) {
                CompletableFuture<Integer> next = client.sayAsync(new Message("3"), When.NOW);
                try {
                  Thread.sleep(20);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                if (next.isCompletedExceptionally()) {
                  return Await.failure(next);
                }
                next.cancel(true);
              }
            },
            THREADS);
    RemotingException thrown = assertInstanceOf(RemotingException.class, Await.result(refused));
    assertEquals(ErrorCode.UNAVAILABLE, thrown.code());
    slow.release.countDown();
    assertEquals(1, Await.result(running));
    assertEquals(2, Await.result(waiting));
    Await.result(closing);
    raw.next(
        "offline",
        p ->
            p.topic().equals("io.world/Hello/_status/server")
                && p.text().equals("{\"online\":false}"));
  }

  @Test
  void closingWaitsNoLongerThanItIsTold() throws Exception {
    RemotingConnection serving =
        rig.connect("server", builder -> builder.drainTimeout(Duration.ofMillis(50)));
    serving.serve(slow);
    IHello client = client();
    CompletableFuture<Integer> running = client.sayAsync(new Message("1"), When.NOW);
    CompletableFuture<Integer> waiting = client.sayAsync(new Message("2"), When.NOW);
    Await.open(slow.entered);
    serving.close();
    assertEquals(
        ErrorCode.UNAVAILABLE,
        assertInstanceOf(RemotingException.class, Await.failure(running)).code());
    assertEquals(
        ErrorCode.UNAVAILABLE,
        assertInstanceOf(RemotingException.class, Await.failure(waiting)).code());
    slow.release.countDown();
    Await.equal(1, slow.said::get); // the running call; the waiting one is not begun
  }

  @Test
  void theOnlyServiceThatLeavesWithoutAConnectionSaysSoOnTheNext() {
    RemotingConnection serving =
        rig.connect(
            "server",
            builder -> builder.reconnectDelays(Duration.ofMillis(10), Duration.ofMillis(50)));
    ServiceHandle service = serving.serve(new Hello());
    rig.broker().stop();
    Await.until("the connection is lost", () -> !serving.isConnected());
    service.close();
    rig.broker().restart(); // it has lost all retained messages
    assertEquals(
        "{\"online\":false}", rig.observer("raw").next("io.world/Hello/_status/server").text());
  }

  @Test
  void aConnectionWhoseServicesHaveLeftSaysThatItIsGone() {
    RemotingConnection serving = rig.connect("server");
    RawClient raw = rig.observer("raw");
    serving.serve(new Hello()).close();
    assertTrue(raw.next("_remoting/server").text().contains("\"online\":true"));
    serving.close();
    assertTrue(raw.next("_remoting/server").text().contains("\"online\":false"));
  }

  @Test
  void aServiceMayEndItself() throws Exception {
    AtomicReference<ServiceHandle> handle = new AtomicReference<>();
    Hello leaving =
        new Hello() {
          @Override
          public int say(Message msg, When when) throws RefusedException {
            int said = super.say(msg, when);
            handle.get().close();
            return said;
          }
        };
    long start = System.nanoTime();
    handle.set(
        rig.connect("server", builder -> builder.drainTimeout(Duration.ofSeconds(20)))
            .serve(leaving, ServiceOptions.defaults()));
    CompletableFuture<Integer> call = client().sayAsync(new Message("1"), When.NOW);
    Await.until("the call has ended", call::isDone);
    assertTrue(
        Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(15)) < 0,
        "it did not wait for itself");
  }

  /** Otherwise the program would not end by itself. */
  @Test
  void closingLetsTheProgramEndHoweverManyAreServed() {
    RemotingConnection serving = rig.connect("leaving-three");
    serving.serve(new Hello());
    RemotingConnection other = rig.connect("leaving-four");
    other.serve(new Hello(), ServiceOptions.defaults().withInstance("other"));
    serving.serve(new Everything());
    serving.close();
    assertEquals(1, keepingAlive(), "the other connection serves");
    other.close();
    Await.equal(0L, LeavingTest::keepingAlive);
  }

  private static long keepingAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("mqtt-serving"))
        .count();
  }

  @Test
  void noServiceOfTheConnectionTakesRequestsWhileOthersFinish() throws Exception {
    RemotingConnection serving =
        rig.connect("server", builder -> builder.drainTimeout(Duration.ofMinutes(2)));
    serving.serve(slow);
    serving.serve(new Everything());
    IHello client = client();
    IEverything other = rig.connect("other").client(IEverything.class);
    assertTrue(ClientHandle.of(other).awaitAvailable(Await.DEADLINE));
    CompletableFuture<Integer> running = client.sayAsync(new Message("1"), When.NOW);
    Await.open(slow.entered);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(serving::close, THREADS);
    Await.until("the other refuses", () -> isRefused(other));
    slow.release.countDown();
    assertEquals(1, Await.result(running));
    Await.result(closing);
  }

  /** Its status is still retained by the broker, and the other service needs the connection. */
  @Test
  void aServiceThatLeavesWithoutAConnectionSaysSoOnTheNext() throws Exception {
    RawClient raw = rig.raw("raw");
    RemotingConnection serving = rig.connect("server", builder -> builder.reconnectAttempts(0));
    ServiceHandle handle = serving.serve(new Hello());
    serving.serve(new Everything());
    IHello client = client();
    rig.broker().disconnect("server");
    Await.until("it is lost", () -> !serving.isConnected());
    handle.close();
    serving.connect();
    raw.awaitRetained(
        "io.world/Hello/_status/server",
        "io.world/Hello/_status/server {\"online\":false} qos0 retained");
    assertThrows(ServiceUnavailableException.class, () -> client.say(new Message("x"), When.NOW));

    rig.broker().disconnect("server");
    Await.until("it is lost", () -> !serving.isConnected());
    serving.serve(new Hello()).close();
    serving.serve(new Hello());
    serving.connect();
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    assertEquals(1, client.say(new Message("x"), When.NOW));
  }

  @Test
  void closingDoesNotWaitForAGetterThatHangs() {
    CountDownLatch entered = new CountDownLatch(1);
    RemotingConnection serving =
        rig.connect("server", builder -> builder.drainTimeout(Duration.ofMillis(100)));
    Hello hanging =
        new Hello() {
          @Override
          public Message getLast() {
            entered.countDown();
            Await.open(slow.release);
            return super.getLast();
          }
        };
    CompletableFuture<ServiceHandle> handle =
        CompletableFuture.supplyAsync(() -> serving.serve(hanging), THREADS);
    Await.open(entered);
    Await.result(CompletableFuture.runAsync(serving::close, THREADS));
    assertFalse(handle.isDone());
    slow.release.countDown();
    assertInstanceOf(NotConnectedException.class, Await.failure(handle));
  }

  @Test
  void closingDoesNotWaitForASupplierThatHangs() {
    CountDownLatch entered = new CountDownLatch(1);
    RemotingConnection hanging =
        rig.connection("server")
            .connectTimeout(Duration.ofMillis(100))
            .credentials(
                () -> {
                  entered.countDown();
                  Await.open(slow.release);
                  return Credentials.of("nobody", "secret");
                })
            .build();
    ServiceHandle handle = hanging.serve(new Hello());
    hanging.serve(new Everything());
    CompletableFuture<RemotingConnection> connecting =
        CompletableFuture.supplyAsync(hanging::connect, THREADS);
    Await.open(entered);
    IHello client =
        Await.result(CompletableFuture.supplyAsync(() -> hanging.client(IHello.class), THREADS));
    Await.result(CompletableFuture.runAsync(handle::close, THREADS));
    Await.result(CompletableFuture.runAsync(hanging::close, THREADS));
    assertThrows(NotConnectedException.class, () -> client.say(new Message("hi"), When.NOW));
    assertFalse(connecting.isDone());
    slow.release.countDown();
    assertInstanceOf(NotConnectedException.class, Await.failure(connecting));
    assertFalse(hanging.isConnected());
  }

  @Test
  void closingDoesNotWaitForASubscriptionThatHangs() {
    RemotingConnection serving = rig.connect("server");
    Hello hanging =
        new Hello() {
          @Override
          public Subscription onLastChanged(Consumer<Message> handler) {
            Subscription ending = super.onLastChanged(handler);
            return () -> {
              Await.open(slow.release);
              ending.close();
            };
          }
        };
    AtomicBoolean ended = new AtomicBoolean();
    Everything other =
        new Everything() {
          @Override
          public Subscription onCountChanged(IntConsumer handler) {
            return () -> ended.set(true);
          }
        };
    serving.serve(hanging);
    serving.serve(other);
    RawClient raw = rig.observer("raw");
    try (LogCapture log = new LogCapture()) {
      Await.result(CompletableFuture.runAsync(serving::close, THREADS));
      assertEquals(
          List.of(
              "[io.world/Hello]: a Subscription of the implementation has not closed within PT1S;"
                  + " does it wait for a lock that the closing thread has?"),
          log.lines());
    }
    assertFalse(serving.isConnected());
    assertTrue(ended.get(), "that of the other is ended");
    for (String topic : List.of("io.world/Hello", "io.test.wide/Everything")) {
      raw.next("offline", p -> p.line().equals(topic + "/_status/server {\"online\":false} qos1"));
    }
  }

  /**
   * A handler that an implementation keeps after the close does not publish for a later service.
   */
  @Test
  void aHandlerThatRemainsPublishesNothing() {
    List<Consumer<Message>> remaining = new ArrayList<>();
    Hello keeping =
        new Hello() {
          @Override
          public Subscription onJustSaid(Consumer<Message> handler) {
            remaining.add(handler);
            return () -> {};
          }
        };
    RemotingConnection serving = rig.connect("server");
    RawClient raw = rig.observer("raw");
    serving.serve(keeping).close();
    serving.serve(new Everything());
    remaining.get(0).accept(new Message("has left"));
    raw.next("io.test.wide/Everything/_status/server");
    raw.fence();
    assertEquals(
        List.of(),
        raw.seen().stream().filter(packet -> packet.text().contains("has left")).toList());
  }

  @Test
  void everySubscriptionIsEndedThoughOneThrowsAnError() {
    Hello failing =
        new Hello() {
          @Override
          public Subscription onLastChanged(Consumer<Message> handler) {
            return () -> {
              throw new StackOverflowError("in a test");
            };
          }
        };
    rig.connect("server").serve(failing).close();
    assertTrue(failing.justSaid.isEmpty());
  }

  private static boolean isRefused(IEverything client) {
    try {
      client.negate(1);
      return false;
    } catch (RemotingException e) {
      assertEquals("the service is about to leave", e.reason());
      return true;
    }
  }
}
