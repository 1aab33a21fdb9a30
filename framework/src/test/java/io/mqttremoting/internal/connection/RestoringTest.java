package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In what order a connection is made and restored, and what happens if it is lost meanwhile. */
@Timeout(60)
class RestoringTest {
  private static final String NO_CONNECTION = "there is no connection to tcp://broker:1";
  private static final Duration AGES = Duration.ofDays(1);
  private static final Message MESSAGE = new Message("t", new byte[0], 1, false);

  private final Exception lost = new IllegalStateException("lost by the test");

  /** What endpoints and listeners are told, and what transports do, in order. */
  private final List<String> events = new CopyOnWriteArrayList<>();

  private final CountDownLatch released = new CountDownLatch(1);
  private final Tell endpoint = new Tell();
  private final BrokerConnection connection =
      new BrokerConnection(
          FencedTransport.settings(new Factory()),
          Runnable::run,
          event -> events.add(event.state().name()));

  private volatile Transport.Listener listener;
  private volatile Consumer<List<String>> onSubscribe = filters -> {};
  private volatile Consumer<String> onPublish = topic -> {};
  private volatile TransportException refusal;
  private volatile Runnable onConnecting = () -> {};

  private final class Factory implements TransportFactory {
    @Override
    public MqttVersion version() {
      return MqttVersion.MQTT_3_1_1;
    }

    @Override
    public Transport connect(ConnectOptions options, Transport.Listener given)
        throws TransportException {
      if (refusal != null) {
        throw refusal;
      }
      listener = given;
      onConnecting.run();
      return new IdleTransport(version()) {
        @Override
        public void subscribe(List<String> filters, int qos) {
          onSubscribe.accept(filters);
        }

        @Override
        public void publish(Message message, Duration patience, PublishListener told) {
          onPublish.accept(message.topic());
          told.onTaken();
        }

        @Override
        public void close() {
          events.add("closed");
        }
      };
    }
  }

  private final class Tell extends IdleEndpoint {
    private volatile boolean needsRetained;
    private volatile Runnable onConnected = () -> {};
    private volatile Consumer<Message> receiver = message -> {};
    private volatile Consumer<Duration> followUps = left -> {};

    @Override
    public List<String> filters(MqttVersion version) {
      return List.of("t");
    }

    @Override
    public Map<String, Consumer<Message>> receivers() {
      return Map.of("t", message -> receiver.accept(message));
    }

    @Override
    public boolean needsRetained() {
      return needsRetained;
    }

    @Override
    public void onConnected() {
      events.add("restore");
      onConnected.run();
    }

    @Override
    public void awaitPublished() {
      events.add("await");
    }

    @Override
    public boolean awaitFollowUps(Duration left) {
      followUps.accept(left);
      return false;
    }

    @Override
    public void onConnectionLost(Throwable cause) {
      events.add("lost");
    }
  }

  @AfterEach
  void close() {
    released.countDown();
    connection.close();
  }

  private void publish(Sender.When when) throws TransportException {
    connection.sender().publish(when, MESSAGE);
  }

  private String whyNotSent() {
    return assertThrows(TransportException.class, () -> publish(Sender.When.NOW)).getMessage();
  }

  private TransportException failureOfConnect() {
    return assertThrows(TransportException.class, connection::connect);
  }

  private void awaitRelease() {
    assertDoesNotThrow(() -> released.await());
  }

  private Thread start(Runnable task) {
    Thread thread = new Thread(task, "of the test");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void aConnectionLostWhileEndpointsSubscribeIsClosedAndNeverInUse() throws Exception {
    connection.register(endpoint);
    onSubscribe =
        filters -> {
          events.add(whyNotSent());
          listener.onLost(lost);
        };
    TransportException failure = failureOfConnect();
    assertEquals(ErrorCode.UNAVAILABLE, failure.code());
    assertEquals("the connection was lost at once", failure.getMessage());
    assertEquals(failure.getMessage(), whyNotSent());
    assertEquals(List.of("CONNECTING", NO_CONNECTION, "closed", "DISCONNECTED"), events);
    onSubscribe = filters -> {};
    connection.connect();
    assertTrue(connection.isConnected());
  }

  @Test
  void whoeverSendsLearnsWhyConnectingFailed() {
    refusal = new TransportException(ErrorCode.PERMISSION_DENIED, "refused by the test", null);
    assertEquals(refusal, failureOfConnect());
    assertEquals("refused by the test", whyNotSent());
  }

  /** A message that arrives while connecting may be a request, and the reply would be too early. */
  @Test
  void messagesAreDeliveredWhenAllEndpointsHavePublished() throws Exception {
    connection.register(endpoint);
    onSubscribe = filters -> listener.onMessage(MESSAGE);
    endpoint.receiver =
        message -> {
          events.add("message");
          assertDoesNotThrow(() -> publish(Sender.When.AFTER_ANNOUNCEMENTS));
          events.add("reply");
        };
    connection.connect();
    assertEquals(
        List.of("CONNECTING", "restore", "message", "reply", "await", "CONNECTED"), events);
  }

  @Test
  void aConnectionIsToldOfWhenTheBrokerHasSentWhatItKeeps() throws Exception {
    endpoint.needsRetained = true;
    connection.register(endpoint);
    onSubscribe = filters -> events.add("subscribe to " + filters);
    onPublish =
        topic -> {
          events.add(topic);
          listener.onMessage(new Message(topic, new byte[0], 1, false));
        };
    connection.connect();
    assertEquals(
        List.of(
            "CONNECTING",
            "subscribe to [t]",
            "restore",
            "await",
            "subscribe to [_remoting/me]",
            "_remoting/me",
            "CONNECTED"),
        events);
  }

  private void registerNeedingRetained() throws TransportException {
    endpoint.needsRetained = true;
    onPublish = topic -> listener.onMessage(new Message(topic, new byte[0], 1, false));
    connection.register(endpoint);
  }

  /** Whoever makes these subscriptions needs the lock. */
  @Test
  void endpointsAreAddedWhileFollowUpsAreAwaited() throws Exception {
    registerNeedingRetained();
    endpoint.followUps =
        left -> {
          assertTrue(left.compareTo(Duration.ZERO) > 0);
          Await.result(
              CompletableFuture.runAsync(
                  () -> assertDoesNotThrow(() -> connection.register(new IdleEndpoint()))));
          events.add("followed");
        };
    connection.connect();
    assertEquals(List.of("CONNECTING", "restore", "await", "followed", "CONNECTED"), events);
  }

  /** Nobody could make them. */
  @Test
  void followUpsAreNotAwaitedWhileTheLockIsHeld() throws Exception {
    registerNeedingRetained();
    connection.connect();
    Thread registering = Thread.currentThread();
    List<Duration> awaited = new CopyOnWriteArrayList<>();
    endpoint.followUps =
        left -> {
          if (Thread.currentThread() == registering) {
            awaited.add(left);
          }
        };
    connection.register(
        new IdleEndpoint() {
          private boolean first = true;

          @Override
          public void onConnected() { // holds the lock
            if (first) {
              first = false;
              listener.onLost(lost);
              assertDoesNotThrow(connection::connect);
            }
          }
        });
    assertEquals(List.of(Duration.ZERO), awaited);
  }

  @Test
  void aLossIsSeenAlsoWhenTheConnectionIsBack() throws Exception {
    assertTrue(connection.sender().lossFromNow().getAsBoolean(), "it is not connected yet");
    connection.connect();
    BooleanSupplier lostSince = connection.sender().lossFromNow();
    assertFalse(lostSince.getAsBoolean());
    listener.onLost(lost);
    connection.connect();
    assertTrue(connection.isConnected());
    assertTrue(lostSince.getAsBoolean());
    assertFalse(connection.sender().lossFromNow().getAsBoolean());
  }

  /** Also if the thread that connects is not the one that was started because of the loss. */
  @Test
  void endpointsLearnOfALossBeforeTheNextConnection() throws Exception {
    connection.register(endpoint);
    connection.connect();
    events.clear();
    connection.register(
        new IdleEndpoint() {
          private boolean first = true;

          @Override
          public void onConnected() { // holds the lock, which the other thread waits for
            if (first) {
              first = false;
              listener.onLost(lost);
              Await.until("the other thread waits", () -> isWaiting("remoting-me-connect"));
              events.add("connect");
              assertDoesNotThrow(connection::connect);
              events.add("end");
            }
          }
        });
    List<String> told = events.subList(0, events.indexOf("end"));
    told = told.stream().filter(event -> event.equals(event.toLowerCase(Locale.ROOT))).toList();
    assertEquals(List.of("connect", "lost", "restore", "await"), told);
  }

  /** Whether this thread waits, or has ended because it had nothing to wait for. */
  private static boolean isWaiting(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .allMatch(thread -> thread.getState() == Thread.State.WAITING);
  }

  /** It may not answer for half a minute, and a program that only waits for it must still start. */
  @Test
  void endpointsAreAddedAndRemovedWhileABrokerDoesNotAnswer() throws Exception {
    CountDownLatch connecting = new CountDownLatch(1);
    onConnecting =
        () -> {
          connecting.countDown();
          awaitRelease();
        };
    List<String> subscribed = new CopyOnWriteArrayList<>();
    onSubscribe = subscribed::addAll;
    IdleEndpoint gone =
        new IdleEndpoint() {
          @Override
          public List<String> filters(MqttVersion version) {
            return List.of("gone");
          }
        };
    connection.register(gone);
    CompletableFuture<Void> connected =
        CompletableFuture.runAsync(() -> assertDoesNotThrow(connection::connect));
    assertTrue(connecting.await(30, TimeUnit.SECONDS));
    connection.register(endpoint);
    connection.unregister(gone);
    assertFalse(connection.isConnected());
    released.countDown();
    Await.result(connected);
    assertEquals(List.of("t"), subscribed);
    assertEquals(List.of("CONNECTING", "restore", "await", "CONNECTED"), events);
  }

  /** Replies may have to wait for room, and endpoints must not wait for that. */
  @Test
  void endpointsAreAddedWhileRepliesAreSentAgain() throws Exception {
    connection.replies().publish(new Message("reply", new byte[0], 1, false), AGES, none -> {});
    CountDownLatch sending = new CountDownLatch(1);
    onPublish =
        topic -> {
          if (topic.equals("reply")) {
            sending.countDown();
            awaitRelease();
          }
        };
    start(() -> assertDoesNotThrow(connection::connect));
    assertTrue(sending.await(30, TimeUnit.SECONDS));
    Await.result(
        CompletableFuture.runAsync(() -> assertDoesNotThrow(() -> connection.register(endpoint))));
    assertEquals("await", events.get(events.size() - 1));
  }

  @Test
  void whoeverWaitsToConnectLearnsOfTheCloseAtOnce() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    endpoint.onConnected =
        () -> {
          held.countDown();
          awaitRelease();
        };
    connection.register(endpoint);
    start(this::failureOfConnect);
    assertTrue(held.await(30, TimeUnit.SECONDS));
    CompletableFuture<String> failure = new CompletableFuture<>();
    Thread waiting = start(() -> failure.complete(failureOfConnect().getMessage()));
    Await.equal(Thread.State.WAITING, waiting::getState);
    Thread.currentThread().interrupt(); // so that the close does not wait for the first thread
    connection.close();
    assertTrue(Thread.interrupted());
    assertEquals("the connection is closed", Await.result(failure));
  }

  @Test
  void aSecondCloseDoesNothing() throws Exception {
    connection.connect();
    connection.close();
    connection.close();
    assertEquals(List.of("CONNECTING", "CONNECTED", "closed", "CLOSED"), events);
    assertFalse(connection.isConnected());
  }
}
