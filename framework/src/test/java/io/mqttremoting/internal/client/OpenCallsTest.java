package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.connection.IdleEndpoint;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of calls without a reply when services or the connection go. */
class OpenCallsTest extends PresenceScene {
  private static final String OF_SESSION =
      "{\"online\":true,\"mappings\":[\"v5\"],\"session\":\"1\",\"memory\":\"m\"}";

  /** The call was made before the client learned that the service had left. */
  @Test
  void lateNewsOfADepartureDoesNotEndACall() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.isHeardByNobody = topic -> topic.contains("/v3/");
    CompletableFuture<Void> call = client.greetLater();
    broker.receiveRetained(STATUS + "s1", OFFLINE);
    runTasks();
    assertFalse(call.isDone());
    enter("s2", ONLINE);
    statusIs("s2", OFFLINE); // it may have received the call
    awaitEnd(call);
    assertTrue(call.isCompletedExceptionally());
  }

  @Test
  void aCallThatIsGivenUpWhileTheServiceIsLookedForIsNotSent() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", OFFLINE);
    CompletableFuture<Void> givenUp = client.greetLater();
    CompletableFuture<Void> awaited = client.greetLater();
    assertTrue(givenUp.cancel(true));
    broker.receive(STATUS + "s1", REMEMBERING); // it comes back while they wait
    broker.published.clear();
    runTasks();
    assertEquals(List.of(V5 + "Later"), broker.published);
    assertFalse(awaited.isDone());
  }

  /** A cancellation that arrives before its call has no effect. */
  @Test
  void aCallThatIsGivenUpWhileItIsSentIsCancelledBehindIt() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", REMEMBERING);
    connectionIs("s1", OFFLINE);
    runTasks();
    CompletableFuture<Void> call = client.greetLater();
    connectionIs("s1", ONLINE); // it comes back while the call looks for it
    broker.onPublish =
        () -> {
          broker.onPublish = () -> {};
          assertTrue(call.cancel(true));
        };
    broker.published.clear();
    runTasks();
    assertEquals(List.of(V5 + "Later", "io.world/Greeter/rpc/_cancel"), publishedBesidePings());
  }

  @Test
  void anOpenCallIsSentAgainAsSoonAsTheConnectionIsBack() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    Message first = broker.last;
    loseAndReconnect();
    assertEquals(List.of(V5 + "Later", V5 + "Later"), broker.published);
    assertArrayEquals(
        first.properties().correlationData(), broker.last.properties().correlationData());
    assertTrue(broker.last.properties().user().asMap().containsKey("remoting-repeated-after"));
    assertFalse(call.isDone());
  }

  /** What the broker delivers after the reconnect: each case means that the service is gone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "io.world/Greeter/_status/s1 | {\"online\":false}",
        "io.world/Greeter/_status/s1 | {\"online\":true,\"session\":\"1\",\"memory\":\"n\"}",
        "io.world/Greeter/_status/s1 | {\"online\":true}",
        "io.world/Greeter/_status/s1 | malformed",
        "io.world/Greeter/_status/s1 | ''",
        "_remoting/s1 | {\"online\":false,\"session\":\"1\"}",
        "_remoting/s1 | {\"online\":false}",
        "_remoting/s1 | {\"online\":true,\"session\":\"2\"}",
        "_remoting/s1 | malformed",
      })
  void anOpenCallEndsWhenTheServiceWentWhileThereWasNoConnection(String topic, String said)
      throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    statusIs("s1", OF_SESSION);
    connectionIs("s1", "{\"online\":true,\"session\":\"1\"}");
    enter("other", "{\"online\":true,\"memory\":\"o\"}");
    statusIs("other", OFFLINE);
    CompletableFuture<Void> call = client.greetLater();
    loseAndReconnect();
    loseAndReconnect(); // before anything about the service has arrived
    runTasks();
    assertFalse(call.isDone(), "it may be there still");
    broker.receive(topic, said);
    awaitEnd(call);
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
    ServiceUnavailableException gone =
        assertInstanceOf(ServiceUnavailableException.class, failed.getCause());
    assertEquals(
        "the service left, or its connection was lost, before the reply came; whether the call was"
            + " executed is not known",
        gone.reason());
    assertTrue(gone.wasSent());
  }

  @Test
  void anOpenCallGoesOnWhenTheServiceIsStillThereAfterALostConnection() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    for (int i = 0; i < 2; i++) {
      loseAndReconnect();
      connectionIs("s1", ONLINE); // in either order
      statusIs("s1", REMEMBERING);
      runTasks();
      assertFalse(call.isDone());
    }
    connectionIs("s1", OFFLINE);
    awaitEnd(call);
    assertTrue(call.isCompletedExceptionally());
  }

  @Test
  void manyCallsToAServiceThatLeftAreRefusedTogether() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", OFFLINE);
    List<CompletableFuture<Void>> calls =
        Stream.generate(() -> client.greetLater()).limit(1000).toList();
    broker.published.clear();
    long start = System.nanoTime();
    runTasks();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(calls.stream().allMatch(CompletableFuture::isCompletedExceptionally));
    assertNothingSent();
    assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, "one after the other: " + took);
  }

  /** What was found out for earlier calls does not apply: a service may have come since. */
  @Test
  void aRefusalIsNotForCallsThatAreMadeLater() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", OFFLINE);
    assertNobodyServes();
    broker.onFence = () -> broker.receive(STATUS + "s1", REMEMBERING);
    broker.published.clear();
    client.greet();
    assertEquals(List.of(V5), broker.published);
  }

  @Test
  void repetitionsDoNotWaitBehindRefusals() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> open = client.greetLater();
    IOther other = clients.client(IOther.class, WireName.DECLARED, List.of());
    broker.receive("io.world/Other/_status/s1", OFFLINE);
    runTasks();
    broker.published.clear();
    CompletableFuture<Void> refused = other.greetLater();
    Await.until(
        "the open call is repeated",
        () -> {
          if (tasks.size() > 1) { // without running what the refused call waits for
            tasks.pop().run();
          }
          return !publishedBesidePings().isEmpty();
        });
    assertEquals(List.of(V5 + "Later"), publishedBesidePings());
    assertFalse(open.isDone());
    assertFalse(refused.isDone());
  }

  @Test
  void repetitionsGoOnAfterAFailure() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    failures.set(1); // set first: a call may be repeated at any time
    broker.published.clear();
    Await.until(
        "the call is repeated",
        () -> {
          runTasks();
          return !publishedBesidePings().isEmpty();
        });
    assertEquals(0, failures.get());
    assertFalse(call.isDone());
  }

  /** The other endpoints and the connection are not affected. */
  @Test
  void otherEndpointsAreToldOfTheConnectionIfOneFails() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    instance.close();
    Faulty faulty = new Faulty();
    assertThrows(AssertionError.class, () -> connection.register(faulty));
    client = clients.client(IGreeter.class, WireName.DECLARED, List.of());
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    broker.published.clear();
    loseAndReconnect();
    assertEquals(List.of(V5 + "Later"), broker.published);
    assertFalse(call.isDone());
    assertEquals(List.of("connected", "lost", "connected"), faulty.told);
  }

  /** Fails each time it is told about the connection. */
  private static final class Faulty extends IdleEndpoint {
    final List<String> told = new CopyOnWriteArrayList<>();

    private void fail(String what) {
      told.add(what);
      throw new AssertionError("thrown by the test: " + what);
    }

    @Override
    public void onConnected() {
      fail("connected");
    }

    @Override
    public void onConnectionLost(Throwable cause) {
      fail("lost");
    }

    @Override
    public void onGivenUp(Throwable cause) {
      fail("given up");
    }
  }

  /** Otherwise a call could last longer than its timeout. */
  @Test
  void aCallWaitsForRoomToSendNoLongerThanForItsReply() throws Exception {
    connect(MqttVersion.MQTT_5);
    var unused = client.greetSoon();
    assertEquals(Duration.ofMillis(50), broker.lastPatience);
    client.greet();
    assertEquals(Duration.ofSeconds(1), broker.lastPatience);
    unused = client.greetLater();
    assertEquals(Duration.ofSeconds(10), broker.lastPatience);
  }

  /** Over MQTT 3.1.1, a request in the MQTT 5 mapping would lack its caller and its addressee. */
  @Test
  void mqtt5CallEndsWhenTheBrokerSpeaksMqtt3Only() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> call = client.greetLater();
    broker.isUnknownToTheBroker = true;
    loseAndReconnect();
    runTasks();
    assertEquals(List.of(), older.published.stream().filter(V5::equals).toList());
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
    NotConnectedException lost = assertInstanceOf(NotConnectedException.class, failed.getCause());
    assertEquals(
        "the connection was lost before the reply came, and made again with MQTT 3.1.1; whether the"
            + " call was executed is not known",
        lost.reason());
    assertTrue(lost.wasSent());
  }
}
