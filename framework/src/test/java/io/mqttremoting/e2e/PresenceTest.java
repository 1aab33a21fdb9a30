package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.RawClient;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers know at once when no service is available. */
class PresenceTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private static void assertUnavailable(boolean sent, Throwable thrown) {
    ServiceUnavailableException failure =
        assertInstanceOf(ServiceUnavailableException.class, thrown);
    assertEquals(ErrorCode.UNAVAILABLE, failure.code());
    assertEquals("io.world/Hello", failure.interfaceName());
    assertEquals(sent, failure.wasSent());
  }

  @Test
  void callsToAServiceThatLeftFailAtOnce() throws Exception {
    ServiceHandle handle = rig.connect("server").serve(new Hello());
    IHello client = rig.connect("caller").client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    handle.close();
    Await.until("it left", () -> !ClientHandle.of(client).isAvailable());
    assertNobodyServes(client);

    IHello late = rig.connect("late").client(IHello.class);
    Await.until("what is retained has come", () -> seesNobody(late));
    assertNobodyServes(late);

    rig.connect("other").serve(new Hello());
    assertEquals(1, client.say(new Message("x"), When.NOW), "found by the first call");
  }

  private static boolean seesNobody(IHello client) {
    return assertThrows(
            ServiceUnavailableException.class, () -> client.say(new Message("x"), When.NOW))
        .reason()
        .startsWith("the service has left");
  }

  private static void assertNobodyServes(IHello client) {
    long start = System.nanoTime();
    assertUnavailable(
        false,
        assertThrows(
            ServiceUnavailableException.class, () -> client.say(new Message("x"), When.NOW)));
    assertUnavailable(false, Await.failure(client.sayAsync(new Message("x"), When.NOW)));
    assertUnavailable(
        false,
        assertThrows(ServiceUnavailableException.class, () -> client.setLast(new Message("x"))));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "not after the timeout: " + took);
  }

  /** A service that was started twice by mistake is noticed in the log. */
  @Test
  void servicesThatKnowNothingOfEachOtherAreLogged() throws Exception {
    IHello client = rig.connect("caller").client(IHello.class);
    rig.connect("one").serve(new Hello());
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    try (LogCapture log = new LogCapture()) {
      rig.connect("two").serve(new Hello());
      log.line(
          "io.world/Hello: 2 services of it seem to be there",
          "at the connections [one, two]:",
          "; close all but one, or serve them as a group, as instances or by other names");
    }
  }

  /** Each of two groups executes every call. */
  @Test
  void severalGroupsAreLogged() {
    rig.connect("caller").client(IHello.class);
    RawClient raw = rig.raw("raw");
    try (LogCapture log = new LogCapture()) {
      member(raw, "one", "red");
      member(raw, "two", "red");
      member(raw, "three", "blue");
      log.line(
          "io.world/Hello: 2 services of it seem to be there, the groups [blue, red] and the"
              + " connections []: each may execute every call,");
      assertEquals(1, log.lines().size());
    }
  }

  @Test
  void groupBesideAServiceWithoutOneIsLogged() {
    rig.connect("caller").client(IHello.class);
    RawClient raw = rig.raw("raw");
    try (LogCapture log = new LogCapture()) {
      member(raw, "one", "red");
      rig.connect("two").serve(new Hello());
      log.line(
          "io.world/Hello: 2 services of it seem to be there, the groups [red] and the connections"
              + " [two]:");
    }
  }

  private static void member(RawClient raw, String clientId, String group) {
    raw.retain("_remoting/" + clientId, "{\"online\":true,\"session\":\"s\"}");
    raw.retain(
        "io.world/Hello/_status/" + clientId,
        "{\"online\":true,\"session\":\"s\",\"group\":\"" + group + "\"}");
  }

  @Test
  void openCallsToAServiceThatBreaksDownEndAtOnce() throws Exception {
    RemotingConnection serving = rig.connect("server", builder -> builder.reconnectAttempts(0));
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    serving.serve(
        new Hello() {
          @Override
          public int say(Message msg, When when) {
            entered.countDown();
            Await.open(release);
            return 1;
          }
        });
    IHello client = rig.connect("caller").client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    CompletableFuture<Integer> call = client.sayAsync(new Message("x"), When.NOW);
    Await.open(entered);
    rig.broker().disconnect("server");
    assertUnavailable(true, Await.failure(call));
    release.countDown();
  }

  /** How a service may leave while a client is disconnected. */
  enum Going {
    CLOSES,
    IS_REPLACED,
    IS_REPLACED_UNDER_ANOTHER_IDENTIFIER
  }

  @ParameterizedTest
  @EnumSource
  void openCallsEndOnTheNextConnectIfTheServiceWentMeanwhile(Going how) throws Exception {
    RemotingConnection serving =
        rig.connect("server", builder -> builder.drainTimeout(Duration.ofMillis(100)));
    SlowHello slow = new SlowHello();
    serving.serve(slow);
    RemotingConnection calling =
        rig.connect( // again as the test says
            "caller", b -> b.reconnectDelays(Duration.ofHours(1), Duration.ofHours(1)));
    IHello client = calling.client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    CompletableFuture<Integer> call = client.sayAsync(new Message("x"), When.NOW);
    Await.open(slow.entered);

    rig.broker().disconnect("caller");
    Await.until("the client has no connection", () -> !calling.isConnected());
    RawClient raw = rig.observer("raw");
    serving.close();
    raw.next(
        "the service is gone",
        p -> p.topic().equals("_remoting/server") && p.text().contains("\"online\":false"));
    if (how == Going.IS_REPLACED) {
      rig.connect("server").serve(new Hello());
    } else if (how == Going.IS_REPLACED_UNDER_ANOTHER_IDENTIFIER) {
      rig.connect("other").serve(new Hello());
    }
    assertFalse(call.isDone());
    calling.connect();
    long start = System.nanoTime();
    assertUnavailable(true, Await.failure(call));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "not at its deadline: " + took);
    slow.release.countDown();
  }

  @Test
  void availabilityIsTold() {
    RemotingConnection serving = rig.connect("server");
    IHello client = rig.connect("caller").client(IHello.class);
    ClientHandle handle = ClientHandle.of(client);
    BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
    BlockingQueue<Boolean> toldOnce = new LinkedBlockingQueue<>();
    handle.onAvailabilityChanged(told::add);
    Subscription once = handle.onAvailabilityChanged(toldOnce::add);
    ServiceHandle service = serving.serve(new Hello());
    assertEquals(true, Await.next(told));
    assertTrue(handle.isAvailable());
    assertEquals(true, Await.next(toldOnce));
    once.close();
    service.close();
    assertEquals(false, Await.next(told));
    serving.serve(new Hello());
    assertEquals(true, Await.next(told));
    rig.broker().disconnect("server");
    assertEquals(false, Await.next(told));
    assertEquals(true, Await.next(told), "it is back by itself");
    handle.close();
    assertEquals(0, toldOnce.size());
    assertFalse(handle.isAvailable());
  }

  /** Leaves the status of a service that went down together with its broker, which retained it. */
  private void leaveGhost(String since) {
    RawClient raw = rig.raw("raw");
    raw.retain("_remoting/ghost", "{\"online\":true,\"session\":\"s\"}");
    raw.retain(
        "io.world/Hello/_status/ghost",
        "{\"online\":true,\"mappings\":[\"v3\"],\"session\":\"s\",\"memory\":\"gone\""
            + since
            + "}");
  }

  private IHello impatient(String clientId) throws InterruptedException {
    IHello client =
        rig.connect(clientId, builder -> builder.callTimeout(Duration.ofMillis(300)))
            .client(IHello.class);
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    return client;
  }

  /** Both statuses say that the service is available, but the running service published later. */
  @ParameterizedTest
  @ValueSource(strings = {"", ",\"since\":\"2026-07-01T10:00:00.000Z\""})
  void aGhostMisleadsNobodyWhoKnowsOfAService(String since) throws Exception {
    leaveGhost(since);
    rig.connect("server").serve(new Hello());
    for (int i = 0; i < 4; i++) {
      try (LogCapture log = new LogCapture()) {
        IHello client = impatient("caller" + i);
        log.line("io.world/Hello: 2 services of it seem to be there"); // it knows both
        assertEquals(i + 1, client.say(new Message("x"), When.NOW));
      }
    }
  }

  /** For example, because the clock of the dead service was ahead. */
  @Test
  void aGhostMisleadsOneCallOnly() throws Exception {
    leaveGhost(",\"since\":\"9999-01-01T00:00:00.000Z\"");
    IHello client = impatient("caller");
    rig.connect("server").serve(new Hello());
    int answered = 0;
    for (int i = 0; i < 3; i++) {
      try {
        client.say(new Message("x"), When.NOW);
        answered++;
      } catch (CallTimeoutException e) {
        assertTrue(i < 2, "the ghost was asked again");
      }
    }
    assertTrue(answered >= 1);
  }
}
