package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that reach the service long after their callers have given up are not executed. */
@Timeout(60)
class HeldUpCallsTest {
  private static final String ID = "conformance/Everything/";
  private static final int CALLS = 5;

  @RegisterExtension private final Opened opened = new Opened();
  private final Everything service = new Everything();
  private Mosquitto broker;

  @BeforeEach
  void start() {
    broker = opened.closedLater(Mosquitto.start());
  }

  private RemotingConnection connect(URI uri, MqttVersion version) {
    return opened.closedLater(Combination.connection(uri, Optional.of(version)).connect());
  }

  /** Until then, requests carry no deadline by the service's clock. */
  private void awaitThatItKnowsTheClock(IEverything client) {
    RawClient raw = opened.closedLater(new RawClient(broker.uri()));
    raw.subscribe(ID + "rpc/count");
    raw.subscribe(ID + "rpc/v3/count");
    boolean known = false;
    while (!known) {
      client.count();
      Mqtt5Publish request = raw.next();
      known =
          RawClient.userProperties(request).containsKey("remoting-until")
              || RawClient.text(request).contains("\"until\":");
    }
  }

  private static void assertAllTimeOut(IEverything client) {
    List<CompletableFuture<Void>> calls =
        Stream.generate(
                () ->
                    CompletableFuture.runAsync(
                        () -> client.rememberSoon("late"),
                        task -> new Thread(task, "caller").start()))
            .limit(CALLS)
            .toList();
    for (CompletableFuture<Void> call : calls) {
      CompletionException thrown = assertThrows(CompletionException.class, call::join);
      assertInstanceOf(CallTimeoutException.class, thrown.getCause());
    }
  }

  /**
   * By then, the service's clock is past the deadline of the calls, although that is rounded up.
   */
  private static void awaitThatTheirTimeIsOver() {
    long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
    Await.until("the time of the calls is over", () -> System.nanoTime() - end > 0);
  }

  private void assertNothingIsExecutedButWhatIsInTime(IEverything client) {
    client.remember("in time");
    assertEquals(List.of("in time"), List.copyOf(service.remembered));
  }

  @ParameterizedTest
  @EnumSource
  void whileTheServiceOrItsNetworkStandsStill(MqttVersion version) {
    FaultyWire wire = opened.closedLater(new FaultyWire(broker.uri(), "service"));
    connect(wire.uri(), version).serve(service);
    IEverything client = connect(broker.uri(), version).client(IEverything.class);
    awaitThatItKnowsTheClock(client);
    wire.stall(Duration.ofHours(1));
    assertAllTimeOut(client);
    awaitThatTheirTimeIsOver();
    wire.stall(Duration.ZERO);
    assertNothingIsExecutedButWhatIsInTime(client);
  }

  @ParameterizedTest
  @EnumSource
  void whileTheBrokerStandsStill(MqttVersion version) throws Exception {
    connect(broker.uri(), version).serve(service);
    IEverything client = connect(broker.uri(), version).client(IEverything.class);
    awaitThatItKnowsTheClock(client);
    broker.signal("STOP");
    assertAllTimeOut(client);
    awaitThatTheirTimeIsOver();
    broker.signal("CONT");
    assertNothingIsExecutedButWhatIsInTime(client);
  }

  @Test
  void deadlinesByTheServicesClock() {
    RawClient raw = opened.closedLater(new RawClient(broker.uri()));
    raw.subscribe(ID + "_status/+");
    raw.subscribe("replies");
    connect(broker.uri(), MqttVersion.MQTT_5).serve(service);
    Matcher memory = Pattern.compile("\"memory\":\"([^\"]+)\"").matcher(RawClient.text(raw.next()));
    assertTrue(memory.find());
    Mqtt5Publish pong = call(raw, "_ping", "[]", memory.group(1), "0");
    long clock = Long.parseLong(RawClient.text(pong));
    assertTrue(clock > 0);

    Mqtt5Publish late = call(raw, "remember", "[\"late\"]", memory.group(1), "" + clock);
    Map<String, String> error = RawClient.userProperties(late);
    assertEquals("DEADLINE_EXCEEDED", error.get("remoting-error-code"));
    assertEquals(
        "not executed because it was held up on its way until its time was over",
        error.get("remoting-error-message"));
    for (String until : List.of("" + (clock + 60_000), "x", "", "-1")) {
      call(raw, "remember", "[\"" + until + "\"]", memory.group(1), until);
      assertEquals(until, Await.next(service.remembered));
    }
    assertEquals(0, service.remembered.size());
  }

  private static Mqtt5Publish call(
      RawClient raw, String operation, String arguments, String memory, String until) {
    raw.publish(
        RawClient.message(ID + "rpc/" + operation, arguments)
            .responseTopic("replies")
            .correlationData((operation + until).getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .userProperties()
            .add("remoting", "1")
            .add("remoting-memory", memory)
            .add("remoting-until", until)
            .applyUserProperties());
    return raw.next("replies");
  }
}
