package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What happens between the threads of a connection, and what outlives a transport. */
class BrokerConnectionTest {
  private static final URI BROKER = URI.create("tcp://broker:1");
  private static final URI OTHER = URI.create("tcp://other:1");
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Closing waits this long for a connect, and a host must be looked up within this time. */
  private static final Duration SHORT = Duration.ofMillis(500);

  private static final int PATIENCE_SECONDS = 10;
  private static final int MAX_PAYLOAD_BYTES = 10_000;

  private final BlockingQueue<Fake> made = new LinkedBlockingQueue<>();
  private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
  private final List<TransportException> refusals = new ArrayList<>();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private Supplier<Optional<Login>> login = Optional::empty;
  private BrokerChoice brokers = BrokerChoice.inTurn(List.of(BROKER, OTHER));
  private Consumer<ConnectionState> onEvent = state -> {};
  private BrokerConnection connection;

  /** Records messages instead of sending them. */
  private static final class Fake extends IdleTransport {
    private final Listener listener;
    private final List<String> sent = new ArrayList<>();
    private final List<PublishListener> told = new ArrayList<>();
    private final Set<PublishListener> untold = new LinkedHashSet<>();
    private boolean full;
    private boolean losesOnClose;

    Fake(Listener listener) {
      super(MqttVersion.MQTT_3_1_1);
      this.listener = listener;
    }

    @Override
    public void publish(Message message, Duration patience, PublishListener publishListener)
        throws TransportException {
      if (full) {
        throw new TransportException(ErrorCode.RESOURCE_EXHAUSTED, "full", null);
      }
      sent.add(message.topic());
      told.add(publishListener);
      untold.add(publishListener);
    }

    void take(int index) {
      untold.remove(told.get(index));
      told.get(index).onTaken();
    }

    void refuse(int index) {
      untold.remove(told.get(index));
      told.get(index).onRefused(new TransportException(ErrorCode.PERMISSION_DENIED, "no", null));
    }

    void takeAll() {
      for (int i = 0; i < told.size(); i++) {
        take(i);
      }
    }

    @Override
    public void close() {
      if (losesOnClose) {
        untold.forEach(PublishListener::onLost);
      }
    }

    /** Loses the connection, and reports that in this thread. */
    void lose() {
      untold.forEach(PublishListener::onLost);
      listener.onLost(new IllegalStateException("lost by the test"));
    }
  }

  private final class Factory implements TransportFactory {
    @Override
    public MqttVersion version() {
      return MqttVersion.MQTT_3_1_1;
    }

    @Override
    public Transport connect(ConnectOptions options, Transport.Listener listener)
        throws TransportException {
      options.security().login();
      Fake transport = new Fake(listener);
      made.add(transport);
      return transport;
    }
  }

  /** Makes a connection that does not reconnect by itself. */
  private BrokerConnection open(Duration timeout) {
    return open(timeout, 0);
  }

  private BrokerConnection open(Duration timeout, int reconnectAttempts) {
    connection =
        new BrokerConnection(
            new ConnectionSettings(
                new ConnectOptions(
                    BROKER,
                    "c1",
                    timeout,
                    Duration.ofSeconds(20),
                    new Message("will", new byte[0], 1, true),
                    new Security(() -> login.get(), Security::jvmContext, true)),
                brokers.withResolver(host -> List.of()),
                List.of(new Factory()),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), reconnectAttempts),
                MAX_PAYLOAD_BYTES,
                Delivery.AUTO,
                false,
                "session",
                ""),
            Runnable::run,
            event -> {
              events.add(event);
              onEvent.accept(event.state());
            });
    return connection;
  }

  @AfterEach
  void close() {
    released.countDown();
    if (connection != null) {
      connection.close();
    }
  }

  private void hang() {
    entered.countDown();
    boolean interrupted = false;
    while (released.getCount() > 0) {
      try {
        released.await();
      } catch (InterruptedException e) { // ignores the interrupt
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<TransportException> connecting() throws InterruptedException {
    CompletableFuture<TransportException> failure =
        CompletableFuture.supplyAsync(
            () -> assertThrows(TransportException.class, connection::connect));
    assertTrue(entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    return failure;
  }

  private List<ConnectionState> states() {
    return events.stream().map(ConnectionEvent::state).toList();
  }

  @Test
  void credentialsThatComeAfterTheCloseAreNotUsed() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    login =
        () -> {
          asked.incrementAndGet();
          hang();
          return Optional.of(new Login("user", "secret"));
        };
    open(SHORT);
    CompletableFuture<TransportException> failure = connecting();
    assertTimeout(Duration.ofSeconds(PATIENCE_SECONDS), connection::close);
    released.countDown();
    assertEquals(
        "the connection is closed", failure.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getMessage());
    assertEquals(List.of(), List.copyOf(made));
    assertEquals(1, asked.get(), "not for the other broker");
    assertEquals(List.of(ConnectionState.CONNECTING, ConnectionState.CLOSED), states());
  }

  @Test
  void connectionClosedWhileAnEndpointHangsStaysClosed() throws Exception {
    open(SHORT);
    connection.register(
        new IdleEndpoint() {
          @Override
          public void onConnected() {
            hang();
          }
        });
    CompletableFuture<TransportException> failure = connecting();
    assertTimeout(Duration.ofSeconds(PATIENCE_SECONDS), connection::close);
    released.countDown();
    assertEquals(
        "the connection is closed", failure.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getMessage());
    assertFalse(connection.isConnected());
    assertEquals(List.of(ConnectionState.CONNECTING, ConnectionState.CLOSED), states());
  }

  /** Records what it is told of the connection. */
  private static final class Recorder extends IdleEndpoint {
    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void onConnected() {
      told.add("connected");
    }

    @Override
    public void onConnectionLost(Throwable cause) {
      told.add("lost");
    }

    @Override
    public void onGivenUp(Throwable cause) {
      told.add("given up");
    }
  }

  /** Does something in the thread that logs a line, before it goes on. */
  private static final class AtLine extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final CompletableFuture<Thread> done = new CompletableFuture<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(LinkMaker.class);
    private final String start;
    private final Runnable action;

    AtLine(String start, Runnable action) {
      this.start = start;
      this.action = action;
      start();
      logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getFormattedMessage().startsWith(start)) {
        try {
          action.run();
          done.complete(Thread.currentThread());
        } catch (RuntimeException | AssertionError e) {
          done.completeExceptionally(e);
        }
      }
    }

    /** The thread, after it has done that. */
    Thread thread() throws Exception {
      return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      logger.detachAppender(this);
    }
  }

  private void refuseLogin() {
    login =
        () -> {
          throw new IllegalStateException("refused by the test");
        };
  }

  private static Optional<Thread> reconnecting() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("remoting-c1-connect"))
        .findAny();
  }

  @Test
  void theReconnectDoesNotGiveUpBeforeAnotherThreadHasTried() throws Exception {
    open(LONG);
    Recorder recorder = new Recorder();
    connection.register(recorder);
    Fake first = connect();
    login =
        () -> {
          hang();
          return Optional.empty();
        };
    CompletableFuture<Void> connected = new CompletableFuture<>();
    Runnable connecting =
        () -> {
          connected.completeAsync(
              () -> {
                assertDoesNotThrow(connection::connect);
                return null;
              });
          Await.open(entered);
        };
    try (AtLine lost = new AtLine("Connection to", connecting)) {
      first.lose();
      assertSame(Thread.currentThread(), lost.thread());
    }
    Await.until(
        "the reconnect waits, or has given up",
        () -> reconnecting().filter(t -> t.getState() != Thread.State.WAITING).isEmpty());
    released.countDown();
    connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Await.until("the reconnect has ended", () -> reconnecting().isEmpty());
    assertTrue(connection.isConnected());
    assertEquals(List.of("connected", "lost", "connected"), recorder.told);
    assertEquals(
        List.of(
            ConnectionState.CONNECTING,
            ConnectionState.CONNECTED,
            ConnectionState.CONNECTING,
            ConnectionState.CONNECTED),
        states());
  }

  @Test
  void anErrorEndsConnecting() {
    open(LONG);
    login =
        () -> {
          throw new OutOfMemoryError("no more threads, says the test");
        };
    assertThrows(OutOfMemoryError.class, connection::connect);
    assertEquals(List.of(ConnectionState.CONNECTING, ConnectionState.DISCONNECTED), states());
  }

  /** The move has ended the connection itself, so no loss begins the reconnect. */
  @Test
  void anErrorInTheMoveToTheFirstBrokerBeginsTheReconnect() throws Exception {
    brokers = brokers.returningToFirst(Duration.ofMillis(1));
    open(LONG, 1);
    AtomicInteger logins = new AtomicInteger();
    login =
        () -> {
          switch (logins.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("the first broker refuses");
            case 4 -> // in the move; the second was at the other broker, the third the check
                throw new OutOfMemoryError("no more threads, says the test");
            default -> {
              return Optional.empty();
            }
          }
        };
    connect();
    Await.equal(
        List.of(
            ConnectionState.CONNECTING,
            ConnectionState.CONNECTED,
            ConnectionState.CONNECTING,
            ConnectionState.CONNECTING,
            ConnectionState.CONNECTED),
        this::states);
  }

  /** Whoever waits for a connection is told by this event alone that there will be none. */
  @Test
  void thatTheReconnectGaveUpIsToldLast() throws Exception {
    open(LONG, 1);
    connection.register(
        new IdleEndpoint() {
          @Override
          public boolean needsRetained() {
            return true;
          }

          @Override
          public boolean awaitFollowUps(Duration left) {
            refuseLogin();
            made.remove().lose();
            Await.until("the reconnect gives up", () -> states().contains(ConnectionState.GAVE_UP));
            return false;
          }
        });
    assertThrows(TransportException.class, connection::connect);
    assertEquals(
        List.of(ConnectionState.CONNECTING, ConnectionState.CONNECTING, ConnectionState.GAVE_UP),
        states());
  }

  private Fake connect() throws TransportException {
    connection.connect();
    return made.remove();
  }

  private void send(String topic, Duration useful) throws TransportException {
    connection.replies().publish(new Message(topic, new byte[0], 1, false), useful, refusals::add);
  }

  @Test
  void unacknowledgedMessagesAreSentAgainInOrderOnTheNextConnection() throws Exception {
    open(LONG);
    send("before", LONG);
    Fake first = connect();
    send("taken", LONG);
    send("refused", LONG);
    send("untaken", LONG);
    assertEquals(List.of("before", "taken", "refused", "untaken"), first.sent);
    first.take(1);
    first.refuse(2);
    first.lose();
    send("meanwhile", LONG);
    send("too late", Duration.ZERO);

    Fake second = connect();
    assertEquals(List.of("before", "untaken", "meanwhile"), second.sent);
    second.takeAll();
    second.take(0); // again, which does no harm
    second.lose();
    assertEquals(List.of(), connect().sent);
  }

  @Test
  void messagesSentOnANewConnectionAreNotRepeatedOnIt() throws Exception {
    open(LONG);
    send("before", LONG);
    onEvent =
        state -> {
          if (state == ConnectionState.CONNECTED) {
            assertDoesNotThrow(() -> send("at once", LONG));
          }
        };
    assertEquals(List.of("at once", "before"), connect().sent);
  }

  @Test
  void messagesWithoutRoomOnANewConnectionGoOnTheNext() throws Exception {
    open(LONG);
    send("a", LONG);
    send("b", LONG);
    onEvent = state -> made.forEach(transport -> transport.full = true);
    Fake first = connect();
    assertEquals(List.of(), first.sent);
    onEvent = state -> {};
    first.lose();
    assertEquals(List.of("a", "b"), connect().sent);
  }

  @Test
  void aMessageForWhichThereIsNoRoomIsSentNowOrNever() throws Exception {
    open(LONG);
    Fake transport = connect();
    Outbox outbox = new Outbox(connection.sender(), Sender.When.NOW, new Bound(1, 1000));
    outbox.publish(new Message("kept", new byte[0], 1, true));
    outbox.publish(new Message("now", new byte[0], 1, true));
    assertEquals(List.of("kept", "now"), transport.sent);
    assertEquals(1, outbox.waiting(null));
  }

  @Test
  void discardedMessagesAreNotSent() throws Exception {
    open(LONG);
    connection.offlineStatuses().publish(new Message("back", new byte[0], 1, true));
    connection.offlineStatuses().publish(new Message("gone", new byte[0], 1, true));
    connection.offlineStatuses().discard("back");
    assertEquals(List.of("gone"), connect().sent);
  }

  @Test
  void expiredMessagesTakeNoRoom() throws Exception {
    open(LONG);
    for (int i = 0; i < SendRoom.SIZE / 2; i++) {
      send("too late", Duration.ZERO);
    }
    send("useful", LONG);
    assertEquals(List.of("useful"), connect().sent);
  }

  @Test
  void keptMessagesAreLimited() throws Exception {
    open(LONG);
    for (int i = 0; i < SendRoom.SIZE / 2; i++) {
      send("t" + i, LONG);
    }
    TransportException full = assertThrows(TransportException.class, () -> send("more", LONG));
    assertEquals(
        "there is no connection to " + BROKER + " or " + OTHER + "; connect first",
        full.getMessage());
    Fake transport = connect();
    assertEquals(SendRoom.SIZE / 2, transport.sent.size());
    send("now or never", LONG);
    transport.takeAll();
    transport.lose();
    assertEquals(List.of(), connect().sent);
    assertThrows(
        TransportException.class,
        () ->
            connection
                .replies()
                .publish(
                    new Message("large", new byte[MAX_PAYLOAD_BYTES + 1], 1, false),
                    LONG,
                    refusals::add));
  }

  /** Blocks the thread that reports a message as lost or refused, as if it got no CPU time. */
  private final class Holding implements Transport.PublishListener {
    @Override
    public void onLost() {
      hang();
    }

    @Override
    public void onRefused(TransportException refusal) {
      hang();
    }
  }

  private void sendLarge(Transport.PublishListener listener) throws TransportException {
    Message large = new Message("large", new byte[MAX_PAYLOAD_BYTES], 1, false);
    connection.sender().publish(Sender.When.NOW, large, listener);
  }

  private CompletableFuture<Void> losing(Fake transport) throws InterruptedException {
    CompletableFuture<Void> told = CompletableFuture.runAsync(transport::lose);
    assertTrue(entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    return told;
  }

  /** Regardless of how long the thread that reports the loss is delayed. */
  @Test
  void aLossThatIsToldLateTakesNothingFromTheNextConnection() throws Exception {
    open(LONG);
    Fake first = connect();
    connection
        .sender()
        .publish(Sender.When.NOW, new Message("t", new byte[0], 1, false), new Holding());
    CompletableFuture<Void> told = losing(first);
    connection.connect(); // it still counts as connected
    assertEquals(List.of(), List.copyOf(made));
    released.countDown();
    told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertFalse(connection.isConnected());
    connect();
    assertTrue(connection.isConnected());
    first.lose(); // once more, and late
    assertTrue(connection.isConnected());
    connection.replies().publish(new Message("behind", new byte[0], 1, false), LONG, refusals::add);
  }

  /** Otherwise the message would be sent again, and end the next connection, too. */
  @Test
  void nobodyConnectsBeforeItIsKnownWhatIsTooLarge() throws Exception {
    open(LONG);
    Fake first = connect();
    sendLarge(refusals::add);
    first.lose();
    Fake second = connect();
    sendLarge(new Holding());
    CompletableFuture<Void> told = losing(second);
    connection.connect(); // it still counts as connected
    assertEquals(List.of(), List.copyOf(made));
    released.countDown();
    told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    connect();
    assertThrows(TransportException.class, () -> sendLarge(new Holding()));
  }

  private void publishing(String topic) {
    assertDoesNotThrow(
        () ->
            connection
                .sender()
                .publish(Sender.When.NOW, new Message(topic, new byte[0], 1, false)));
  }

  /**
   * Otherwise clients would wait for a service that has left, once other services of its connection
   * are back.
   */
  @Test
  void farewellsAreSaidFirstOnEachConnectionUntilOneIsTaken() throws Exception {
    open(LONG);
    connection.register(
        new IdleEndpoint() {
          @Override
          public void onConnected() {
            publishing("endpoint");
          }
        });
    connection.offlineStatuses().publish(new Message("farewell", new byte[0], 1, true));
    Fake first = connect();
    assertEquals(List.of("farewell", "endpoint"), first.sent);
    first.lose();
    Fake second = connect();
    assertEquals(List.of("farewell", "endpoint"), second.sent);
    second.takeAll();
    second.lose();
    assertEquals(List.of("endpoint"), connect().sent);
  }

  /** Otherwise the caller would take the loss for a fault, and log it. */
  @Test
  void whoeverAwaitsAnAnswerFindsNoConnectionWhenItIsLost() throws Exception {
    open(LONG);
    Fake transport = connect();
    Sender.Answer answer =
        connection.sender().ask(Sender.When.PACED, new Message("t", new byte[0], 1, false));
    CompletableFuture<Boolean> connected =
        CompletableFuture.supplyAsync(
            () -> {
              assertThrows(TransportException.class, answer::await);
              return connection.isConnected();
            });
    connection
        .sender()
        .publish(Sender.When.NOW, new Message("behind", new byte[0], 1, false), new Holding());
    CompletableFuture<Void> told = losing(transport); // of both messages, not yet of the connection
    assertThrows(TimeoutException.class, () -> connected.get(200, TimeUnit.MILLISECONDS));
    released.countDown();
    told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertFalse(connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** Also a large message, although the reason for a loss would normally matter to it. */
  @Test
  void unacknowledgedMessagesAreLostOnClose() throws Exception {
    open(LONG);
    Fake transport = connect();
    CountDownLatch lost = new CountDownLatch(1);
    sendLarge(
        new Transport.PublishListener() {
          @Override
          public void onLost() {
            lost.countDown();
          }

          @Override
          public void onRefused(TransportException refusal) {}
        });
    transport.losesOnClose = true;
    connection.close();
    assertEquals(0, lost.getCount());
  }
}
