package io.mqttremoting.internal.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.TestConnections;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.connection.Backoff;
import io.mqttremoting.internal.connection.BrokerChoice;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.ConnectionSettings;
import io.mqttremoting.internal.connection.IdleTransport;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.service.presence.ServiceStatus;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What services publish on each connect, and in which order. */
@Timeout(60)
class ServiceConnectTest {
  private static final String COUNT = "io.world/Counter/prop/count";
  private static final String STATUS = "io.world/Counter/_status/server";
  private static final String OTHER_STATUS = "io.world/Other/_status/server";
  private static final String CONNECTION = "_remoting/server";

  @RemoteInterface(module = "io.world")
  interface ICounter {
    @Property
    int getCount();

    @Property
    Subscription onCountChanged(Consumer<Integer> handler);

    @Operation
    int add(int more);
  }

  static class Counter implements ICounter {
    private final ObservableValue<Integer> count = new ObservableValue<>(0);

    @Override
    public int getCount() {
      return count.get();
    }

    @Override
    public Subscription onCountChanged(Consumer<Integer> handler) {
      return count.onChange(handler);
    }

    @Override
    public int add(int more) {
      count.set(count.get() + more);
      return count.get();
    }
  }

  /** A transport without a broker: the test sees each message before it is acknowledged. */
  private static final class Wire implements TransportFactory {
    final List<Message> published = new CopyOnWriteArrayList<>();
    volatile Consumer<Message> onPublish = message -> {};
    volatile Predicate<Message> full = message -> false;
    volatile Predicate<Message> tooLarge = message -> false;
    volatile Predicate<Message> untaken = message -> false;
    final List<Transport.PublishListener> awaiting = new CopyOnWriteArrayList<>();
    volatile Runnable onSubscribe = () -> {};
    final List<String> ended = new CopyOnWriteArrayList<>();
    volatile Transport.Listener listener;
    private final MqttVersion version;

    Wire(MqttVersion version) {
      this.version = version;
    }

    @Override
    public MqttVersion version() {
      return version;
    }

    @Override
    public Transport connect(ConnectOptions options, Transport.Listener given) {
      listener = given;
      return new IdleTransport(version) {
        @Override
        public void publish(Message message, Duration patience, PublishListener told)
            throws TransportException {
          if (full.test(message)) {
            throw new TransportException(ErrorCode.RESOURCE_EXHAUSTED, "full", null);
          }
          if (tooLarge.test(message)) {
            throw new TransportException(ErrorCode.INVALID_ARGUMENT, "too large", null);
          }
          published.add(message);
          onPublish.accept(message);
          if (untaken.test(message)) {
            awaiting.add(told);
          } else {
            told.onTaken();
          }
        }

        @Override
        public void subscribe(List<String> filters, int qos) {
          onSubscribe.run();
        }

        @Override
        public void unsubscribe(List<String> filters) {
          ended.addAll(filters);
        }
      };
    }

    List<String> lines(String... topics) {
      return published.stream()
          .filter(message -> List.of(topics).contains(message.topic()))
          .map(message -> message.topic() + " " + new String(message.payload(), UTF_8))
          .toList();
    }

    void lose() {
      listener.onLost(new IllegalStateException("lost by the test"));
    }
  }

  private final Wire wire = new Wire(MqttVersion.MQTT_3_1_1);
  private final Counter counter = new Counter();
  private final RemotingConnection connection =
      TestConnections.by(wire).clientId("server").reconnectAttempts(0).connect();

  @AfterEach
  void close() {
    connection.close();
  }

  private static void await(CountDownLatch latch) {
    assertTrue(awaitFor(latch, 30_000));
  }

  private static boolean awaitFor(CountDownLatch latch, long millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Otherwise its clients would wait for it in vain. */
  @Test
  void aServiceThatLeavesDuringAConnectIsNotAnnounced() throws Exception {
    connection.serve(new Other());
    ServiceHandle handle = connection.serve(counter);
    wire.lose();
    wire.published.clear();
    CountDownLatch left = new CountDownLatch(1);
    Thread leaving = new Thread(handle::close);
    wire.onPublish =
        message -> {
          if (message.topic().equals(CONNECTION) && leaving.getState() == Thread.State.NEW) {
            leaving.start();
          } else if (message.topic().equals(STATUS)) {
            left.countDown();
          }
          if (message.topic().equals(OTHER_STATUS)) {
            await(left);
          }
        };
    connection.connect();
    leaving.join();
    assertEquals(List.of(STATUS + " {\"online\":false}"), wire.lines(STATUS));
  }

  /**
   * After the close, it publishes nothing, even if one of its messages still waits for the broker.
   */
  @Test
  void aServiceThatLeavesWhileItIsAnnouncedPublishesNothingMore() throws Exception {
    connection.serve(new Other());
    ServiceHandle handle = connection.serve(counter);
    wire.lose();
    wire.published.clear();
    CountDownLatch announcing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    wire.onPublish =
        message -> {
          if (message.topic().equals(COUNT) && announcing.getCount() > 0) {
            announcing.countDown();
            await(release);
          }
        };
    Thread connecting = new Thread(connection::connect);
    connecting.start();
    await(announcing);
    Thread leaving = new Thread(handle::close);
    leaving.start();
    await(() -> leaving.getState() == Thread.State.BLOCKED); // waits for the announcement
    Thread changing = new Thread(() -> counter.count.set(6));
    changing.start();
    changing.join(1000);
    release.countDown();
    changing.join();
    connecting.join();
    leaving.join();
    assertEquals(List.of(COUNT + " 0"), wire.lines(COUNT));
  }

  /** Not once for each service, because the clients of all services receive it. */
  @Test
  void theConnectionSaysOnceThatItIsThereBeforeItsServices() throws Exception {
    connection.serve(new Other());
    connection.serve(counter);
    assertEquals(1, wire.lines(CONNECTION).size());
    wire.lose();
    wire.published.clear();
    connection.connect();
    assertEquals(
        List.of(CONNECTION, OTHER_STATUS, COUNT, STATUS),
        wire.published.stream().map(Message::topic).toList());
  }

  /**
   * One round trip to the broker per service would take long, and block other services meanwhile.
   */
  @Test
  void servicesAreAnnouncedTogetherAndConnectWaitsForAll() throws Exception {
    Wire slow = new Wire(MqttVersion.MQTT_3_1_1);
    try (RemotingConnection patient =
        TestConnections.by(slow)
            .clientId("server")
            .connectTimeout(Duration.ofMinutes(1))
            .reconnectAttempts(0)
            .connect()) {
      patient.serve(new Other());
      patient.serve(counter);
      slow.lose();
      slow.published.clear();
      slow.untaken = message -> message.topic().endsWith("/_status/server");
      Thread connecting = new Thread(patient::connect);
      connecting.start();
      await(() -> slow.lines(OTHER_STATUS, STATUS).size() == 2); // neither is acknowledged
      slow.awaiting.get(0).onTaken();
      connecting.join(100);
      assertTrue(connecting.isAlive(), "waits for the other");
      slow.awaiting.get(1).onTaken();
      connecting.join();
      assertTrue(patient.isConnected());
      slow.untaken = message -> false;
    }
  }

  /** The loss of the connection is logged, and each service is announced on the next connection. */
  @Test
  void aLossDuringAConnectIsNoErrorOfEachService() {
    connection.serve(new Other());
    connection.serve(counter);
    wire.lose();
    wire.onPublish =
        message -> {
          if (message.topic().equals(CONNECTION)) {
            wire.lose();
          }
        };
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(ServiceStatus.class);
    log.start();
    logger.addAppender(log);
    try {
      assertThrows(NotConnectedException.class, connection::connect);
    } finally {
      logger.detachAppender(log);
    }
    List<String> errors =
        log.list.stream()
            .filter(event -> event.getLevel() == Level.ERROR)
            .map(ILoggingEvent::getFormattedMessage)
            .toList();
    assertEquals(List.of(), errors);
  }

  /** With a random client ID, the statuses have an expiry and are renewed. */
  @Test
  void statusesThatExpireAreRenewed() throws Exception {
    ScheduledExecutorService timers = Threads.timers("renewing-test");
    Wire other = new Wire(MqttVersion.MQTT_5);
    BrokerConnection broker =
        new BrokerConnection(
            new ConnectionSettings(
                new ConnectOptions(
                    URI.create("tcp://broker:1"),
                    "server",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    new Message("will", new byte[0], 1, true),
                    Security.DEFAULT),
                BrokerChoice.inTurn(List.of(URI.create("tcp://broker:1")))
                    .withResolver(host -> List.of()),
                List.of(other),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 0),
                1024,
                Delivery.AUTO,
                false,
                "session",
                ""),
            Runnable::run,
            event -> {});
    Services services =
        new Services(
            broker,
            new JsonCodec(1024, JsonAdditions.NONE),
            new ServiceThreads(
                Runnable::run,
                timers,
                new Watchdog(timers, Duration.ofSeconds(10)),
                new MessageCounts()),
            "session",
            Duration.ofSeconds(1),
            Duration.ofDays(1));
    broker.connect();
    services.renew();
    assertEquals(List.of(), other.published, "nothing is served");
    Runnable end =
        services.serve(
            counter,
            List.of(ICounter.class),
            new Turn(Runnable::run, true),
            () -> new Bound(10, 10_000),
            ServingOptions.DEFAULTS);
    List<String> first = other.lines(CONNECTION, STATUS);
    assertEquals(2, first.size());
    services.renew();
    List<String> all = new ArrayList<>(first);
    all.addAll(first);
    assertEquals(all, other.lines(CONNECTION, STATUS));
    for (Message said : other.published) {
      boolean isValue = said.topic().equals(COUNT);
      assertEquals(isValue ? 0 : Duration.ofDays(1).toSeconds(), said.properties().expirySeconds());
    }
    Thread renewing = new Thread(services::renew);
    other.onPublish =
        message -> {
          if (message.topic().equals(STATUS) && renewing.getState() == Thread.State.NEW) {
            renewing.start();
            joinSoon(renewing); // although the service is just leaving
          }
        };
    end.run();
    assertEquals(Thread.State.TERMINATED, renewing.getState());
    other.published.clear();
    services.renew();
    assertEquals(List.of(), other.published);
    services.close();
    broker.close();
    timers.shutdownNow();
  }

  private void valueComes(String value) {
    wire.listener.onMessage(new Message(COUNT, value.getBytes(UTF_8), 1, false));
  }

  /** Its own values, which are on the way, are not taken for those of another program. */
  @Test
  void aServiceThatIsAskedToAnnounceItselfStillKnowsItsOwnValues() {
    connection.serve(counter);
    counter.count.set(1);
    counter.count.set(2);
    wire.listener.onMessage(
        new Message("io.world/Counter/rpc/v3/_announce", new byte[0], 1, false));
    awaitLines(4, COUNT);
    counter.count.set(3);
    try (LogCapture log = new LogCapture(Level.INFO)) {
      List.of("0", "1", "2", "2", "3").forEach(this::valueComes);
      assertEquals(List.of(), log.lines());
      valueComes("4");
      log.line(COUNT + ": another program published there");
    }
    awaitLines(6, COUNT);
    assertEquals(
        Stream.of(0, 1, 2, 2, 3, 3).map(value -> COUNT + " " + value).toList(), wire.lines(COUNT));
  }

  /** Otherwise the value of another program would be taken for the one that was not sent. */
  @Test
  void aValueThatIsNotSentIsNotExpectedBack() {
    connection.serve(counter);
    valueComes("0");
    wire.tooLarge = message -> message.topic().equals(COUNT);
    counter.count.set(1);
    wire.tooLarge = message -> false;
    counter.count.set(2);
    valueComes("2");
    valueComes("3");
    awaitLines(3, COUNT);
    assertEquals(Stream.of(0, 2, 2).map(value -> COUNT + " " + value).toList(), wire.lines(COUNT));
  }

  private void request(String correlation, int more) {
    request(wire, correlation, "", more);
  }

  private static void request(Wire wire, String correlation, String fields, int more) {
    wire.listener.onMessage(
        new Message(
            "io.world/Counter/rpc/v3/add",
            ("{\"correlationData\":\""
                    + correlation
                    + "\",\"responseTopic\":\"my/reply\","
                    + fields
                    + "\"data\":["
                    + more
                    + "]}")
                .getBytes(UTF_8),
            1,
            false));
  }

  private void awaitLines(int count, String... topics) {
    await(() -> wire.lines(topics).size() >= count);
  }

  private static void joinSoon(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertFalse(thread.isAlive(), "it still waits");
  }

  private static void await(BooleanSupplier condition) {
    Await.until("it happens", condition);
  }

  /** Otherwise an old value would stay retained. */
  @Test
  void aValueThatFoundNoRoomIsPublishedThoughItsServiceHasLeftMeanwhile() {
    connection.serve(new Other()); // so that the connection is kept
    ServiceHandle handle = connection.serve(counter);
    CountDownLatch refusing = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    wire.onPublish =
        message -> {
          if (message.topic().equals("my/reply")) {
            refusing.countDown();
            await(left); // in the thread that publishes the value again
          }
        };
    wire.listener.onMessage(
        new Message(
            "io.world/Counter/rpc/v3/nosuch",
            "{\"correlationData\":\"a\",\"responseTopic\":\"my/reply\",\"timeoutMillis\":9999}"
                .getBytes(UTF_8),
            1,
            false));
    await(refusing);
    wire.full = message -> message.topic().equals(COUNT);
    counter.count.set(5);
    wire.full = message -> false;
    handle.close();
    counter.count.set(6); // after the close, so not published
    wire.published.clear();
    left.countDown();
    awaitLines(1, COUNT);
    assertEquals(List.of(COUNT + " 5"), wire.lines(COUNT));
  }

  /** Its getter may wait for a lock, which is held by a thread that has just changed the value. */
  @Test
  void aChangeWhileTheFirstValueIsReadIsNeitherHeldUpNorLost() {
    connection.serve(
        new Counter() {
          @Override
          public int getCount() {
            CountDownLatch changed = new CountDownLatch(1);
            new Thread(
                    () -> {
                      counter.count.set(5);
                      changed.countDown();
                    })
                .start();
            await(changed);
            return 0; // outdated
          }

          @Override
          public Subscription onCountChanged(Consumer<Integer> handler) {
            return counter.onCountChanged(handler);
          }
        });
    List<String> values = wire.lines(COUNT);
    assertEquals(COUNT + " 5", values.get(values.size() - 1));
  }

  /** Otherwise clients would keep an old value. */
  @Test
  void aValueThatFindsNoRoomSeveralTimesIsPublishedAllTheSame() {
    connection.serve(counter);
    wire.published.clear();
    AtomicInteger tries = new AtomicInteger();
    wire.full = message -> message.topic().equals(COUNT) && tries.incrementAndGet() <= 3;
    counter.count.set(5);
    awaitLines(1, COUNT);
    assertEquals(List.of(COUNT + " 5"), wire.lines(COUNT));
    assertEquals(4, tries.get());
  }

  /** Otherwise its clients would take it for gone. */
  @Test
  void aServiceThatIsBackBeforeTheNextConnectionDoesNotSayThatItHasLeft() {
    connection.serve(new Other());
    ServiceHandle handle = connection.serve(counter);
    wire.lose();
    handle.close();
    connection.serve(new Counter());
    wire.published.clear();
    connection.connect();
    List<String> said = wire.lines(STATUS);
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).contains("\"online\":true"), said::toString);
  }

  /** When the caller receives the reply, it already has what its call changed. */
  @Test
  void aRememberedReplyDoesNotOvertakeWhatChangedWithoutAConnection() {
    connection.serve(counter);
    request("a", 1);
    awaitLines(1, "my/reply");
    wire.lose();
    counter.count.set(5);
    wire.published.clear();
    wire.onSubscribe = () -> request("a", 1);
    connection.connect();
    awaitLines(1, "my/reply");
    assertEquals(
        List.of(COUNT + " 5", "my/reply {\"correlationData\":\"a\",\"data\":1}"),
        wire.lines(COUNT, "my/reply"));
  }

  @Test
  void aReplyThatIsReadyDuringAConnectDoesNotOvertakeWhatChangedBefore() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    CountDownLatch changed = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    connection.serve(
        new Counter() {
          @Override
          public int add(int more) {
            await(lost);
            int sum = super.add(more);
            changed.countDown();
            await(release);
            return sum;
          }
        });
    request("a", 7);
    wire.lose();
    lost.countDown();
    await(changed);
    wire.published.clear();
    CountDownLatch replied = new CountDownLatch(1);
    wire.onPublish =
        message -> {
          if (message.topic().equals("my/reply")) {
            replied.countDown();
          } else if (message.topic().equals(CONNECTION) && release.getCount() > 0) {
            release.countDown();
            awaitFor(replied, 200); // the reply must not overtake, although it can
          }
        };
    connection.connect();
    request("a", 7); // the caller repeats it, because it has no reply
    awaitLines(1, "my/reply");
    assertEquals(COUNT + " 7", wire.lines(COUNT, "my/reply").get(0));
  }

  /** Even if the implementation calls the handler from two threads without a lock. */
  @Test
  void changesOfTwoThreadsArePublishedInTheirOrder() throws Exception {
    AtomicReference<Consumer<Integer>> told = new AtomicReference<>();
    connection.serve(
        new Counter() {
          @Override
          public Subscription onCountChanged(Consumer<Integer> handler) {
            told.set(handler);
            return super.onCountChanged(handler);
          }
        });
    wire.published.clear();
    CountDownLatch publishing = new CountDownLatch(1);
    CountDownLatch overtaken = new CountDownLatch(1);
    wire.full =
        message -> {
          if (publishing.getCount() > 0) {
            publishing.countDown();
            awaitFor(overtaken, 200); // the other change must not overtake, although it can
          }
          return false;
        };
    Thread first = new Thread(() -> told.get().accept(5));
    first.start();
    await(publishing);
    told.get().accept(7);
    overtaken.countDown();
    first.join();
    assertEquals(List.of(COUNT + " 5", COUNT + " 7"), wire.lines(COUNT));
  }

  /**
   * The caller has what its call changed, even if another thread is publishing a change just then.
   */
  @Test
  void aReplyDoesNotOvertakeTheChangeOfItsCall() throws Exception {
    connection.serve(
        new Counter() {
          @Override
          public int add(int more) {
            counter.count.set(more);
            return more;
          }

          @Override
          public Subscription onCountChanged(Consumer<Integer> handler) {
            return counter.onCountChanged(handler);
          }
        });
    CountDownLatch publishing = new CountDownLatch(1);
    CountDownLatch replied = new CountDownLatch(1);
    wire.onPublish =
        message -> {
          if (message.topic().equals("my/reply")) {
            replied.countDown();
          } else if (publishing.getCount() > 0) {
            publishing.countDown();
            awaitFor(replied, 200); // the reply must not overtake, although it can
          }
        };
    wire.published.clear();
    Thread changing = new Thread(() -> counter.count.set(5));
    changing.start();
    await(publishing);
    request("a", 7);
    awaitLines(1, "my/reply");
    changing.join();
    assertEquals(
        List.of(COUNT + " 5", COUNT + " 7", "my/reply {\"correlationData\":\"a\",\"data\":7}"),
        wire.lines(COUNT, "my/reply"));
  }

  @Test
  void aReplyDoesNotOvertakeAChangeForWhichThereWasNoRoom() {
    connection.serve(counter);
    wire.published.clear();
    CountDownLatch refusing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    wire.onPublish =
        message -> {
          if (message.topic().equals("my/reply") && first.getAndSet(false)) {
            refusing.countDown();
            await(release); // in the thread that publishes the value again
          }
        };
    wire.listener.onMessage(
        new Message(
            "io.world/Counter/rpc/v3/nosuch",
            "{\"correlationData\":\"x\",\"responseTopic\":\"my/reply\",\"timeoutMillis\":9999}"
                .getBytes(UTF_8),
            1,
            false));
    await(refusing);
    AtomicBoolean full = new AtomicBoolean(true);
    wire.full = message -> message.topic().equals(COUNT) && full.getAndSet(false);
    request("a", 7);
    awaitLines(2, "my/reply");
    List<String> lines = wire.lines(COUNT, "my/reply");
    release.countDown();
    assertEquals(
        List.of(COUNT + " 7", "my/reply {\"correlationData\":\"a\",\"data\":7}"),
        lines.subList(1, 3));
  }

  /** Strangers may send properties that are as large as payloads. */
  @Test
  void propertiesOfMessagesCountWhileTheyWait() {
    Wire wire5 = new Wire(MqttVersion.MQTT_5);
    CountDownLatch release = new CountDownLatch(1);
    try (RemotingConnection narrow =
        TestConnections.by(wire5).clientId("server").maxPayloadBytes(1024).connect()) {
      narrow.serve(
          new Counter() {
            @Override
            public int add(int more) {
              await(release);
              return more;
            }
          });
      for (int i = 0; i < 3; i++) { // there is room for the bytes of eight payloads
        wire5.listener.onMessage(
            new Message(
                "io.world/Counter/rpc/add",
                "[1]".getBytes(UTF_8),
                1,
                false,
                new Message.Properties(
                    "my/reply",
                    new byte[] {(byte) i},
                    0,
                    UserProperties.of(Map.of("remoting", "1", "x", "x".repeat(3000))))));
      }
      await(() -> !wire5.lines("my/reply").isEmpty());
      Message refusal = wire5.published.get(wire5.published.size() - 1);
      assertEquals("RESOURCE_EXHAUSTED", refusal.properties().user().get("remoting-error-code"));
      assertArrayEquals(new byte[] {2}, refusal.properties().correlationData());
      release.countDown();
      await(() -> wire5.lines("my/reply").size() == 3);
    }
  }

  /** Some callers mean "for ever" by it. The queue has room again after the reply. */
  @Test
  void aCallerMayWaitForAnyTime() {
    Wire another = new Wire(MqttVersion.MQTT_3_1_1);
    try (RemotingConnection narrow =
        TestConnections.by(another).clientId("server").queueCapacity(1).connect()) {
      narrow.serve(counter);
      request(another, "a", "\"timeoutMillis\":" + Long.MAX_VALUE + ",", 1);
      await(() -> another.lines("my/reply").size() == 1);
      request(another, "b", "\"timeoutMillis\":" + Long.MAX_VALUE + ",", 1);
      await(() -> another.lines("my/reply").size() == 2);
      assertEquals(
          List.of(
              "my/reply {\"correlationData\":\"a\",\"data\":1}",
              "my/reply {\"correlationData\":\"b\",\"data\":2}"),
          another.lines("my/reply"));
    }
  }

  /** Returns messages on group topics, as a broker with shared subscriptions does. */
  private void echo(Message message) {
    if (message.topic().contains("/_group/")) {
      wire.listener.onMessage(message);
    }
  }

  /** The implementation has this value already, but nobody else has. */
  @Test
  void aMemberPublishesAValueThatItHadBeforeAnotherChangedIt() {
    wire.onPublish = this::echo;
    connection.serve(counter, ServiceOptions.defaults().withGroup("g"));
    wire.published.clear();
    for (int i = 0; i < 3; i++) {
      counter.count.set(5);
      heard(5);
      counter.count.set(5); // everybody has this value already
      heard(7); // from another member
    }
    assertEquals(List.of(COUNT + " 5", COUNT + " 5", COUNT + " 5"), wire.lines(COUNT));
  }

  private void heard(int count) {
    wire.listener.onMessage(new Message(COUNT, Integer.toString(count).getBytes(UTF_8), 1, false));
  }

  /** A new member does not skip the value that it starts with, either. */
  @Test
  void aMemberPublishesItsFirstValueWhenItIsSet() {
    wire.onPublish = this::echo;
    wire.onSubscribe = () -> heard(7); // retained
    connection.serve(counter, ServiceOptions.defaults().withGroup("g"));
    wire.published.clear();
    counter.count.set(0);
    assertEquals(List.of(COUNT + " 0"), wire.lines(COUNT));
  }

  /** The thread that receives values is the only one that can make room for publishing. */
  @Test
  void aMemberHearsValuesWhileItWaitsToPublishOne() throws Exception {
    wire.onPublish = this::echo;
    connection.serve(counter, ServiceOptions.defaults().withGroup("g"));
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch room = new CountDownLatch(1);
    wire.onPublish =
        message -> {
          if (message.topic().equals(COUNT)) {
            waits.countDown();
            await(room);
          }
        };
    Thread changing = new Thread(() -> counter.count.set(7));
    changing.start();
    await(waits);
    Thread library =
        new Thread(() -> wire.listener.onMessage(new Message(COUNT, new byte[] {'5'}, 1, false)));
    library.start();
    library.join(10_000);
    boolean heard = !library.isAlive();
    room.countDown();
    changing.join();
    assertTrue(heard);
  }

  /** A value received at the same moment does not replace one that the member publishes. */
  @Test
  void aMemberPublishesEachOfItsChangesWhateverOthersPublish() throws Exception {
    wire.onPublish = this::echo;
    connection.serve(counter, ServiceOptions.defaults().withGroup("g"));
    wire.published.clear();
    wire.onPublish = message -> wire.listener.onMessage(message); // it receives its own values, too
    AtomicBoolean done = new AtomicBoolean();
    Thread library =
        new Thread(
            () -> {
              for (int i = 1; !done.get(); i++) {
                wire.listener.onMessage(
                    new Message(COUNT, Integer.toString(-i).getBytes(UTF_8), 1, true));
              }
            });
    library.start();
    List<String> changes = new ArrayList<>();
    for (int i = 1; i <= 30_000; i++) {
      counter.count.set(i);
      changes.add(COUNT + " " + i);
    }
    done.set(true);
    library.join();
    assertEquals(changes, wire.lines(COUNT));
  }

  /** Otherwise the broker would deliver requests to it that nobody executes. */
  @Test
  void aMemberThatLeavesDuringAConnectHasNoSubscriptions() throws Exception {
    wire.onPublish = this::echo;
    connection.serve(new Other()); // so that the connection is kept
    ServiceHandle handle = connection.serve(counter, ServiceOptions.defaults().withGroup("g"));
    wire.lose();
    Thread leaving = new Thread(handle::close);
    wire.onSubscribe =
        () -> {
          if (leaving.getState() == Thread.State.NEW) {
            leaving.start();
            await(() -> leaving.getState() == Thread.State.TIMED_WAITING); // waits for the connect
          }
        };
    connection.connect();
    leaving.join();
    assertTrue(
        wire.ended.containsAll(
            List.of("$share/g/io.world/Counter/set/+", "$share/g/io.world/Counter/rpc/v3/+")),
        wire.ended::toString);
  }

  @RemoteInterface(module = "io.world")
  interface IOther {
    @Operation
    void nothing();
  }

  static class Other implements IOther {
    @Override
    public void nothing() {}
  }
}
