package io.mqttremoting.internal.mqtt5;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.NoThreadsRemain;
import io.mqttremoting.testsupport.TestBroker;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.reactivex.Flowable;
import io.reactivex.FlowableSubscriber;
import io.reactivex.internal.subscriptions.BooleanSubscription;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.reactivestreams.Subscription;

@Timeout(120)
class HiveMqTransportTest {
  private static final int THREADS = 4;
  private static final int MESSAGES = 1500; // more than there is room for at a time
  private static final int TOO_LARGE_EACH = 50;
  private static final int THROWING_EACH = 7;
  private static final int UNANSWERED = 90;

  @RegisterExtension private final Opened opened = new Opened();

  private final Map<String, List<Integer>> received = new ConcurrentHashMap<>();

  private final List<Throwable> losses = new CopyOnWriteArrayList<>();

  /** The outcome of each message, by topic and number: "taken", or the code of the refusal. */
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /**
   * Messages of all QoS at once. Some are larger than the broker accepts, including the first one
   * of a topic, and listeners fail.
   */
  @Test
  void eachMessageGoesOnceInItsOrderAndIsToldOf() throws Exception {
    Mosquitto broker =
        opened.closedLater(Mosquitto.start("max_packet_size 1000", "max_queued_messages 0"));
    Transport transport = opened.closedLater(HiveMqTransport.connect(options(broker), keeping()));
    transport.subscribe(List.of("to/#"), 2);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CompletableFuture.allOf(
              IntStream.range(0, THREADS)
                  .mapToObj(
                      i -> CompletableFuture.runAsync(() -> publishAll(transport, i), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    } finally {
      threads.shutdown();
    }
    Await.until("all are told of", () -> told.size() == THREADS * MESSAGES);
    assertEquals(List.of(), losses);
    for (int thread = 0; thread < THREADS; thread++) {
      for (int number = 0; number < MESSAGES; number++) {
        String outcome = isTooLarge(number) ? ErrorCode.INVALID_ARGUMENT.name() : "taken";
        assertEquals(outcome, told.get(topic(thread, number) + " " + number));
      }
    }
    for (int thread = 0; thread < THREADS; thread++) {
      for (int qos = 0; qos <= 2; qos++) {
        int first = qos;
        List<Integer> sent =
            IntStream.range(0, MESSAGES)
                .filter(number -> number % 3 == first && !isTooLarge(number))
                .boxed()
                .toList();
        String topic = topic(thread, qos);
        Await.until("all have come", () -> received(topic).size() >= sent.size());
        assertEquals(sent, received(topic));
      }
    }
  }

  /** The HiveMQ client would keep the request, and its threads, for a later connection. */
  @Test
  void requestsAfterTheEndFailAtOnceAndLeaveNothing() throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    ConnectOptions options = options(broker);
    Transport transport = HiveMqTransport.connect(options, keeping());
    transport.close();

    assertEndedAtOnce(
        "cannot subscribe to [to/#] at ", options, () -> transport.subscribe(List.of("to/#"), 1));
    assertEndedAtOnce(
        "cannot unsubscribe from [to/#] at ",
        options,
        () -> transport.unsubscribe(List.of("to/#")));
    NoThreadsRemain.check();
  }

  private static void assertEndedAtOnce(String what, ConnectOptions options, Executable request) {
    TransportException thrown = assertThrows(TransportException.class, request);
    assertEquals(
        ErrorCode.UNAVAILABLE + " " + what + options.uri() + ": the connection is closed",
        thrown.code() + " " + thrown.getMessage());
  }

  /** The broker acknowledges only some messages. */
  @Test
  void eachMessageHasOneOutcomeBeforeTheLossIsTold() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker()) {
      broker.on(
          MqttMessageType.PUBLISH,
          publish ->
              broker.published.size() % 5 == 0
                  ? ScriptedBroker.pubAck((MqttPublishMessage) publish, 0)
                  : List.of());
      CompletableFuture<Integer> toldBefore = new CompletableFuture<>();
      Transport transport =
          opened.closedLater(
              HiveMqTransport.connect(
                  options(broker),
                  new Transport.Listener() {
                    @Override
                    public void onMessage(Message message) {}

                    @Override
                    public void onLost(Throwable cause) {
                      toldBefore.complete(told.size());
                    }
                  }));
      for (int i = 0; i < UNANSWERED; i++) {
        transport.publish(
            new Message("a", new byte[0], i % 3, false),
            Duration.ofSeconds(20),
            outcomeOf("a " + i, i % THROWING_EACH == 0));
      }
      Await.until("some are taken", () -> told.containsValue("taken"));
      Await.next(broker.connections).close();
      assertEquals(UNANSWERED, toldBefore.get(20, TimeUnit.SECONDS));
    }
    assertEquals(Set.of("taken", "lost"), Set.copyOf(told.values()));
  }

  /** An object that the HiveMQ client does not accept stands for an unforeseen failure. */
  @Test
  void aConnectionThatSendsNothingMoreEnds() {
    Mqtt5AsyncClient client = connected();
    PublishFlow flow = PublishFlow.begin(client, (sent, result) -> {});
    Mqtt5Publish strange =
        (Mqtt5Publish)
            Proxy.newProxyInstance(
                Mqtt5Publish.class.getClassLoader(),
                new Class<?>[] {Mqtt5Publish.class},
                (proxy, method, arguments) -> MqttQos.AT_MOST_ONCE);
    flow.send(sent(strange));
    Await.until("it is disconnected", () -> !client.getState().isConnected());
  }

  /** As if the thread of the client took no more tasks: a new connection is better than this. */
  @Test
  void aFlowThatTakesNothingMoreEndsTheConnection() {
    RejectedExecutionException refusal = new RejectedExecutionException("in a test");
    List<String> calls = new CopyOnWriteArrayList<>();
    Mqtt5RxClient flows =
        proxy(Mqtt5RxClient.class, calls, sent -> refusing((Flowable<?>) sent[0], refusal));
    PublishFlow flow =
        PublishFlow.begin(
            proxy(Mqtt5AsyncClient.class, calls, nothing -> flows), (sent, result) -> {});
    assertSame(
        refusal,
        assertThrows(
            RejectedExecutionException.class,
            () -> flow.send(sent(Mqtt5Publish.builder().topic("a").build()))));
    assertEquals(List.of("toRx", "publish", "disconnect"), calls);
  }

  /** An object whose methods are noted; all but {@code disconnect} return this. */
  private static <T> T proxy(Class<T> type, List<String> calls, Function<Object[], ?> returned) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              return method.getName().equals("disconnect")
                  ? new CompletableFuture<>()
                  : returned.apply(arguments);
            }));
  }

  /** A flow without results that throws as soon as it gets something. */
  private static Flowable<?> refusing(Flowable<?> sent, RuntimeException refusal) {
    return Flowable.unsafeCreate(
        results -> {
          results.onSubscribe(new BooleanSubscription());
          sent.subscribe(
              new FlowableSubscriber<Object>() {
                @Override
                public void onSubscribe(Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(Object next) {
                  throw refusal;
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onComplete() {}
              });
        });
  }

  /** Publishes to a broker that acknowledges nothing, and begins to close. */
  private CompletableFuture<Void> closing(ScriptedBroker broker, Transport transport)
      throws TransportException {
    broker.on(MqttMessageType.PUBLISH, publish -> List.of());
    transport.publish(
        new Message("a", new byte[0], 1, false), Duration.ofSeconds(20), outcomeOf("a", false));
    Await.equal(List.of("a"), () -> broker.published);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(transport::close);
    Await.until("nothing more can be sent", () -> !isSent(transport));
    return closed;
  }

  private boolean isSent(Transport transport) {
    try {
      transport.publish(
          new Message("b", new byte[0], 0, false), Duration.ofSeconds(20), outcomeOf("b", false));
      return true;
    } catch (TransportException e) {
      return false;
    }
  }

  @Test
  void aCloseWaitsUntilTheBrokerHasTakenEverything() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker();
        Transport transport = HiveMqTransport.connect(options(broker), keeping())) {
      CompletableFuture<Void> closed = closing(broker, transport);
      Await.next(broker.connections)
          .writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0x40, 2, 0, 1})); // PUBACK
      Await.result(closed);
      assertEquals("taken", told.get("a"));
      Await.until("it says so", () -> broker.received.contains(MqttMessageType.DISCONNECT));
      assertEquals(List.of(), losses);
    }
  }

  /** The loss is still noticed, so what waits is reported as lost at once. */
  @Test
  void aCloseDoesNotWaitLongerThanTheConnectionLasts() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker();
        LogCapture log = new LogCapture();
        Transport transport = HiveMqTransport.connect(options(broker), keeping())) {
      CompletableFuture<Void> closed = closing(broker, transport);
      Await.next(broker.connections).close();
      Await.result(closed);
      assertEquals("lost", told.get("a"));
      assertEquals(List.of(), log.lines());
    }
  }

  @Test
  void aCloseDoesNotWaitForABrokerThatTakesNothing() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker();
        LogCapture log = new LogCapture();
        Transport transport = HiveMqTransport.connect(options(broker), keeping())) {
      Await.result(closing(broker, transport));
      assertEquals("lost", told.get("a"));
      assertEquals(
          List.of("Some messages were not taken by " + broker.uri() + " before the end"),
          log.lines());
      assertEquals(List.of(), losses);
    }
  }

  /** A retained request, for example, would be executed whenever a service connects. */
  @Test
  void retainedMessagesComeOnlyWhereTheyHaveAMeaning() throws Exception {
    Map<String, RetainedHandlingPolicy> policies = new ConcurrentHashMap<>();
    try (ScriptedBroker broker = new ScriptedBroker()) {
      broker.on(
          MqttMessageType.SUBSCRIBE,
          packet -> {
            MqttSubscribeMessage subscribe = (MqttSubscribeMessage) packet;
            subscribe
                .payload()
                .topicSubscriptions()
                .forEach(one -> policies.put(one.topicFilter(), one.option().retainHandling()));
            return ScriptedBroker.subAck(subscribe, () -> 1);
          });
      try (Transport transport = HiveMqTransport.connect(options(broker), keeping())) {
        transport.subscribe(
            List.of("io.world/Hello/prop/+", "io.world/Hello/rpc/+", "io.world/Hello/_status/+"),
            1);
      }
    }
    assertEquals(
        Map.of(
            "io.world/Hello/prop/+", RetainedHandlingPolicy.SEND_AT_SUBSCRIBE,
            "io.world/Hello/rpc/+", RetainedHandlingPolicy.DONT_SEND_AT_SUBSCRIBE,
            "io.world/Hello/_status/+", RetainedHandlingPolicy.SEND_AT_SUBSCRIBE),
        policies);
  }

  @Test
  void aTopicThatMqttDoesNotAllowIsRefusedAndNothingElse() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker();
        Transport transport = HiveMqTransport.connect(options(broker), keeping())) {
      for (String topic : List.of("a/+", "#", "", "a\0")) {
        TransportException refused =
            assertThrows(
                TransportException.class,
                () ->
                    transport.publish(
                        new Message(topic, new byte[0], 1, false),
                        Duration.ofSeconds(20),
                        outcomeOf(topic, false)));
        assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code(), topic);
        assertTrue(refused.getMessage().startsWith("Topic"), refused::getMessage);
      }
      assertEquals(0, transport.unsentMessages());
      transport.publish(
          new Message("a", new byte[0], 1, false), Duration.ofSeconds(20), outcomeOf("a", false));
      Await.equal(Map.of("a", "taken"), () -> told);
    }
  }

  /** Otherwise it would send packets that are too large for us. */
  @Test
  void theBrokerIsToldWhatIsTooLarge() throws Exception {
    BlockingQueue<Object> sizes = new LinkedBlockingQueue<>();
    try (ScriptedBroker broker = new ScriptedBroker()) {
      broker.on(
          MqttMessageType.CONNECT,
          connect -> {
            sizes.add(
                ((MqttConnectMessage) connect)
                    .variableHeader()
                    .properties()
                    .getProperty(MqttProperties.MqttPropertyType.MAXIMUM_PACKET_SIZE.value())
                    .value());
            return List.of(ScriptedBroker.connAckOf(0));
          });
      try (RemotingConnection connection =
          MqttRemoting.connection(broker.uri().toString()).maxPayloadBytes(10_000).connect()) {
        assertEquals(4 * 10_000 + 128 * 1024, Await.next(sizes));
        assertEquals(Optional.of(MqttVersion.MQTT_5), connection.mqttVersion());
      }
    }
  }

  /** A packet that is not a PUBLISH, so only the broker can be the cause. */
  @Test
  void aMalformedPacketIsToldAsAnError() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker();
        LogCapture log = LogCapture.ofEverybody(Level.ERROR);
        Transport transport = HiveMqTransport.connect(options(broker), keeping())) {
      assertEquals(MqttVersion.MQTT_5, transport.version());
      Await.next(broker.connections).writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0, 0}));
      log.line(
          broker.uri()
              + " as c1: the connection is ended because a packet of the broker is malformed:"
              + " Exception while decoding UNKNOWN: must not receive this packet type; find out who"
              + " publishes such messages, and remove them from the broker if they are retained");
      Await.until("it is lost", () -> losses.size() == 1);
    }
  }

  /** The sender learns that, and releases the room for the message. */
  @Test
  void aFlowThatHasEndedTakesNothing() {
    Mqtt5AsyncClient client = connected();
    PublishFlow flow = PublishFlow.begin(client, (sent, result) -> {});
    flow.end();
    assertFalse(flow.send(sent(Mqtt5Publish.builder().topic("a").build())));
    flow.end();
    client.disconnect().join();
  }

  /** They differ in nothing but their listeners, and the broker answers the second one first. */
  @Test
  void eachOfTwoEqualMessagesIsToldOfItsOwnOutcome() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker()) {
      List<MqttPublishMessage> published = new CopyOnWriteArrayList<>();
      broker.on(
          MqttMessageType.PUBLISH,
          publish -> {
            published.add((MqttPublishMessage) publish);
            return published.size() < 2
                ? List.of()
                : List.of(
                    ScriptedBroker.pubAck(published.get(1), 0x87).get(0),
                    ScriptedBroker.pubAck(published.get(0), 0).get(0));
          });
      try (Transport transport = HiveMqTransport.connect(options(broker), keeping())) {
        for (String name : List.of("first", "second")) {
          transport.publish(
              new Message("a", new byte[0], 1, false),
              Duration.ofSeconds(20),
              outcomeOf(name, false));
        }
        Await.equal(Map.of("first", "taken", "second", "PERMISSION_DENIED"), () -> told);
      }
    }
  }

  /** Otherwise the flow would end, and nothing more could be sent on this connection. */
  @Test
  void anErrorInTellingAnOutcomeDoesNotEndTheFlow() {
    Mqtt5AsyncClient client = connected();
    List<PublishFlow.Sent> answered = new CopyOnWriteArrayList<>();
    PublishFlow flow =
        PublishFlow.begin(
            client,
            (sent, result) -> {
              answered.add(sent);
              throw new StackOverflowError("thrown by the test");
            });
    List<PublishFlow.Sent> all = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(sent(Mqtt5Publish.builder().topic("a").qos(MqttQos.AT_LEAST_ONCE).build()));
      flow.send(all.get(i));
      Await.equal(all, () -> answered);
    }
    flow.end();
    client.disconnect().join();
  }

  private Mqtt5AsyncClient connected() {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    Mqtt5AsyncClient client =
        Mqtt5Client.builder()
            .serverHost(broker.uri().getHost())
            .serverPort(broker.uri().getPort())
            .buildAsync();
    client.connect().join();
    return client;
  }

  private static PublishFlow.Sent sent(Mqtt5Publish publish) {
    return new PublishFlow.Sent(publish, 1, told -> {});
  }

  private static ConnectOptions options(TestBroker broker) {
    return new ConnectOptions(
        broker.uri(),
        "c1",
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        new Message("will", new byte[0], 1, false),
        Security.DEFAULT);
  }

  private List<Integer> received(String topic) {
    return received.getOrDefault(topic, List.of());
  }

  private static String topic(int thread, int number) {
    return "to/" + thread + "/" + number % 3;
  }

  private static boolean isTooLarge(int number) {
    return number % TOO_LARGE_EACH == 1;
  }

  private void publishAll(Transport transport, int thread) {
    for (int number = 0; number < MESSAGES; number++) {
      byte[] payload = (number + (isTooLarge(number) ? " ".repeat(1000) : "")).getBytes(UTF_8);
      try {
        transport.publish(
            new Message(topic(thread, number), payload, number % 3, false),
            Duration.ofSeconds(20),
            outcomeOf(topic(thread, number) + " " + number, number % THROWING_EACH == 0));
      } catch (TransportException e) {
        throw new AssertionError(e);
      }
    }
  }

  private Transport.PublishListener outcomeOf(String message, boolean throwing) {
    return new Transport.PublishListener() {
      @Override
      public void onTaken() {
        tell("taken");
      }

      @Override
      public void onLost() {
        tell("lost");
      }

      @Override
      public void onRefused(TransportException refusal) {
        tell(refusal.code().name());
      }

      private void tell(String outcome) {
        told.merge(message, outcome, (first, next) -> first + " and " + next);
        if (throwing) {
          throw new StackOverflowError("in a test");
        }
      }
    };
  }

  private Transport.Listener keeping() {
    return new Transport.Listener() {
      @Override
      public void onMessage(Message message) {
        received
            .computeIfAbsent(message.topic(), t -> new CopyOnWriteArrayList<>())
            .add(Integer.valueOf(new String(message.payload(), UTF_8)));
      }

      @Override
      public void onLost(Throwable cause) {
        losses.add(cause);
      }
    };
  }
}
