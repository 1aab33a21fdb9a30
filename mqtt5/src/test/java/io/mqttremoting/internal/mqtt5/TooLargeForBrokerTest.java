package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are too large for the broker do not harm the connection (guarantees). */
@Timeout(60)
class TooLargeForBrokerTest {
  private static final int LIMIT = 20_000; // of the broker, in bytes
  private static final Duration SOON = Duration.ofSeconds(3); // a call has 10 s

  @RegisterExtension private final Opened opened = new Opened();
  private final LogCapture log = LogCapture.ofEverybody(Level.INFO);
  private final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();
  private final Sizes sizes = new Sizes();
  private Mosquitto broker;

  /** A contract whose members carry texts of any size. */
  @RemoteInterface(module = "test.sizes", name = "Sizes")
  interface ISizes {
    @Property
    String getText();

    @Property
    Subscription onTextChanged(Consumer<String> handler);

    @Property
    int getNumber();

    @Property
    Subscription onNumberChanged(IntConsumer handler);

    @Operation
    int length(String text);

    @Operation
    String make(int length);

    /** Completes when the test completes it. */
    @Operation(timeoutMillis = 50_000)
    CompletableFuture<Integer> hold(String text);

    @Operation(oneWay = true)
    void tell(String text);
  }

  private static final class Sizes implements ISizes {
    private final ObservableValue<String> text = new ObservableValue<>("");
    private final ObservableValue<Integer> number = new ObservableValue<>(0);
    private final AtomicInteger held = new AtomicInteger();
    private final CompletableFuture<Integer> holding = new CompletableFuture<>();

    @Override
    public String getText() {
      return text.get();
    }

    @Override
    public Subscription onTextChanged(Consumer<String> handler) {
      return text.onChange(handler);
    }

    @Override
    public int getNumber() {
      return number.get();
    }

    @Override
    public Subscription onNumberChanged(IntConsumer handler) {
      return number.onChange(handler::accept);
    }

    @Override
    public int length(String content) {
      return content.length();
    }

    @Override
    public String make(int length) {
      return "x".repeat(length);
    }

    @Override
    public CompletableFuture<Integer> hold(String content) {
      held.incrementAndGet();
      return holding.thenApply(ignored -> content.length());
    }

    @Override
    public void tell(String content) {}
  }

  @BeforeEach
  void start() {
    broker = opened.closedLater(Mosquitto.start("max_packet_size " + LIMIT));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private RemotingConnection connect(MqttVersion version) {
    return opened.closedLater(Combination.connection(broker.uri(), Optional.of(version)).connect());
  }

  private RemotingConnection connectWatched(MqttVersion version) {
    RemotingConnection connection = connect(version);
    connection.onStateChanged(event -> states.add(event.state()));
    return connection;
  }

  private static RemotingException assertRefused(ErrorCode code, Runnable call) {
    RemotingException thrown = assertThrows(RemotingException.class, call::run);
    assertEquals(code, thrown.code(), thrown::toString);
    return thrown;
  }

  private long losses() {
    return states.stream().filter(state -> state == ConnectionState.CONNECTING).count();
  }

  private void assertNobodyIsSuspected() {
    List<String> hints =
        log.fullLines().stream().filter(line -> line.contains("client identifier")).toList();
    assertEquals(List.of(), hints);
  }

  /** A message that is larger than the socket buffers is cut off while it is written. */
  @ParameterizedTest
  @ValueSource(ints = {30_000, 3_000_000})
  void aCallThatIsTooLargeIsGivenUpAndOthersGoOn(int length) {
    connect(MqttVersion.MQTT_5).serve(sizes);
    RemotingConnection calling = connectWatched(MqttVersion.MQTT_3_1_1);
    ISizes client = calling.client(ISizes.class);
    assertEquals(1, client.length("1"));
    CompletableFuture<Integer> open = client.hold("12");
    RemotingException thrown =
        assertRefused(ErrorCode.INVALID_ARGUMENT, () -> client.length("x".repeat(length)));
    assertTrue(
        thrown.reason().startsWith(broker.uri() + " seems not to take a message of "),
        thrown::reason);
    Await.until("it is back from the second loss", () -> losses() == 2 && calling.isConnected());
    assertEquals(3, client.length("123"));
    assertEquals(15_000, client.length("x".repeat(15_000)));
    long lost = losses();
    assertEquals(2, lost);
    assertRefused(ErrorCode.INVALID_ARGUMENT, () -> client.length("x".repeat(length)));
    assertRefused(ErrorCode.INVALID_ARGUMENT, () -> client.tell("x".repeat(length + 100)));
    assertEquals(4, client.length("1234"));
    sizes.holding.complete(1);
    assertEquals(2, open.join());
    assertEquals(lost, losses());
    log.line(
        broker.uri() + " seems not to take messages of ",
        "on its way to test.sizes/Sizes/rpc/v3/length");
    assertNobodyIsSuspected();
  }

  @Test
  void aValueThatIsTooLargeIsGivenUpAndOthersArePublished() {
    RemotingConnection serving = connectWatched(MqttVersion.MQTT_3_1_1);
    serving.serve(sizes);
    ISizes client = connect(MqttVersion.MQTT_5).client(ISizes.class);
    sizes.text.set("x".repeat(30_000));
    log.line("Sizes/prop/text: not passed on: " + broker.uri() + " seems not to take");
    sizes.number.set(7);
    Await.equal(7, client::getNumber);
    assertEquals(2, client.length("12"));
    assertEquals("", client.getText());
    sizes.text.set("small");
    Await.equal("small", client::getText);
    assertEquals(2, losses());
    assertNobodyIsSuspected();
  }

  @Test
  @Tag("long")
  void callsThatAreOpenAcrossRestartsFinishHoweverLargeTheyAre() throws Exception {
    connect(MqttVersion.MQTT_3_1_1).serve(sizes);
    RemotingConnection calling = connect(MqttVersion.MQTT_3_1_1);
    ISizes client = calling.client(ISizes.class);
    CompletableFuture<Integer> open = client.hold("x".repeat(15_000));
    Await.until("it is executed", () -> sizes.held.get() > 0);
    Await.until("it is acknowledged", () -> calling.statistics().unsentMessages() == 0);
    for (int i = 0; i < 8; i++) {
      broker.kill();
      Await.until("the loss is noticed", () -> !calling.isConnected());
      broker.restart();
      Await.until("it is back", calling::isConnected);
    }
    sizes.holding.complete(1);
    assertEquals(15_000, open.join());
    assertEquals(1, sizes.held.get());
    assertFalse(log.fullLines().stream().anyMatch(line -> line.contains("seems not to take")));
  }

  @ParameterizedTest
  @EnumSource
  void aReplyThatIsTooLargeIsToldTheCallerAtOnce(MqttVersion calling) {
    RemotingConnection serving = connectWatched(MqttVersion.MQTT_5);
    serving.serve(sizes);
    ISizes client = connect(calling).client(ISizes.class);
    assertEquals("xx", client.make(2));
    assertTimeout(
        SOON,
        () -> {
          RemotingException thrown = assertRefused(ErrorCode.INTERNAL, () -> client.make(30_000));
          assertTrue(
              thrown.reason().startsWith("the result cannot travel: cannot publish to "),
              thrown::reason);
        });
    assertEquals("xxx", client.make(3));
    assertEquals(0, losses());
    assertEquals(
        1, log.fullLines().stream().filter(line -> line.contains("a reply was not sent")).count());
  }

  @Test
  void aReplyThatIsTooLargeIsToldACallerWhoDoesNotRepeat() {
    connect(MqttVersion.MQTT_5).serve(sizes);
    RawClient raw = opened.closedLater(new RawClient(broker.uri()));
    raw.subscribe("replies");
    raw.publish(
        RawClient.message("test.sizes/Sizes/rpc/make", "[30000]")
            .responseTopic("replies")
            .correlationData(new byte[] {1})
            .userProperties()
            .add("remoting", "1")
            .applyUserProperties());
    Map<String, String> reply = RawClient.userProperties(raw.next("replies"));
    assertEquals("INTERNAL", reply.get("remoting-error-code"));
    assertTrue(
        reply.get("remoting-error-message").startsWith("the result cannot travel: "),
        reply::toString);
  }

  @Test
  void aReplyThatTwiceEndedTheConnectionIsToldTheCallerAtOnce() {
    RemotingConnection serving = connectWatched(MqttVersion.MQTT_3_1_1);
    serving.serve(sizes);
    ISizes client = connect(MqttVersion.MQTT_5).client(ISizes.class);
    do { // a call is sent again if the service is back within half a second
      assertThrows(RemotingException.class, () -> client.make(30_000));
      Await.until("the service answers again", () -> answers(client));
    } while (losses() < 2);
    assertTimeout(SOON, () -> assertRefused(ErrorCode.INTERNAL, () -> client.make(30_000)));
    assertEquals("xxx", client.make(3));
    assertEquals(2, losses());
    assertNobodyIsSuspected();
  }

  /** Not if the reply is sent again that ends the connection, and the service is back too late. */
  private static boolean answers(ISizes client) {
    try {
      return client.make(2).equals("xx");
    } catch (RemotingException e) {
      return false;
    }
  }
}
