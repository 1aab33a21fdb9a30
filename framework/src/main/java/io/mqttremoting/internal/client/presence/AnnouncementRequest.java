package io.mqttremoting.internal.client.presence;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks services to announce themselves again if none is known to be online some time after their
 * interface was subscribed to. Some brokers keep retained messages only on the node of a cluster
 * where they were published, or do not send them to subscriptions with wildcards (docs/brokers.md).
 *
 * <p>The answer is the status itself and the values, on their usual topics. All clients hear it, so
 * those that wait longer need not ask: a thousand clients that start at once ask a few times. Only
 * if a call is made meanwhile, and only retained messages say that all services are offline, this
 * asks at once: the messages may be those of a node that the service has left.
 *
 * <p>If a value or status may be older than the one before it, this asks for the newest; also, if
 * all subscriptions are at QoS 0, when a call fails.
 *
 * <p>A service that comes later is heard, but perhaps not the status of its connection, which it
 * published before. Then this asks, too. Thread-safe.
 */
public final class AnnouncementRequest implements PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncementRequest.class);

  /** By then, retained statuses have arrived, also from brokers that send them late. */
  private static final Duration FIRST = Duration.ofMillis(600);

  private static final Duration LAST = Duration.ofMillis(1_600);

  /** For an instance of a fleet, whose status is not on its way. */
  private static final Duration LAST_IN_FLEET = Duration.ofSeconds(1);

  /**
   * A client hears the status of a service's connection only after it has heard of the service, so
   * it may have to ask again; by then it has subscribed to it. Each further time is twice as long.
   */
  private static final Duration AGAIN = Duration.ofMillis(700);

  /** The least time between questions because of old messages: the answers may come again, too. */
  private static final Duration BETWEEN_OLD = Duration.ofSeconds(10);

  /** Some brokers send what they retain up to 5 s late, behind newer messages; this is generous. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private static final int MOST_TIMES = 4; // after a connect, or after a service has come
  private static final int MOST_SUSPICIONS = 2;

  /** A service that is there has answered by then. */
  private static final Duration ANSWERING = Duration.ofMillis(1_500);

  /**
   * Some brokers end the connection of a client that does something forbidden, within this time.
   */
  private static final Duration TOLD_OF_REFUSAL = Duration.ofSeconds(2);

  private final BrokerConnection connection;
  private final ServicePresence presence;
  private final Supplier<Message> request;
  private final BoundedQueue asking;
  private final ScheduledExecutorService timers;
  private final BrokerAnswers broker;
  private volatile int suspicions; // that it is forbidden to ask
  private volatile Asked asked; // on this connection

  /**
   * Asks the services that {@code presence} does not know.
   *
   * @param request creates the request
   * @param asking the queue in which it is sent, because that may wait for the broker
   * @param broker says when: after a restart of the broker, thousands must not ask at once
   */
  public AnnouncementRequest(
      BrokerConnection connection,
      ServicePresence presence,
      Supplier<Message> request,
      BoundedQueue asking,
      ScheduledExecutorService timers,
      BrokerAnswers broker) {
    this.connection = connection;
    this.presence = presence;
    this.request = request;
    this.asking = asking;
    this.timers = timers;
    this.broker = broker;
    this.asked = newAsked();
  }

  private Asked newAsked() {
    return new Asked(
        new Question(this::hasService), new Question(() -> !presence.lacksConnections()));
  }

  private boolean hasService() {
    return presence.availability().online()
        && presence.heard().isOnlineWithValues(asked.begun + FIRST.toNanos());
  }

  /**
   * What is asked on one connection; as the listener of a question, what the broker does with it.
   */
  private static final class Asked implements Transport.PublishListener {
    private final Question ofServices;
    private final Question ofConnections;
    private volatile long begun; // when the interface was subscribed to, by System.nanoTime()
    private volatile long last; // when it was asked last, by System.nanoTime(); 0 for never
    private volatile long old; // when an old message came last, by System.nanoTime()
    private volatile long dueForOld = System.nanoTime() - BETWEEN_OLD.toNanos(); // when to ask
    private volatile boolean answered; // by the broker: it has taken or refused a question
    private volatile boolean nobodyListens;

    /**
     * Nothing is asked yet.
     *
     * @param ofServices whether a service is online, and its values have arrived
     * @param ofConnections whether what the connection of each service says has come
     */
    Asked(Question ofServices, Question ofConnections) {
      this.ofServices = ofServices;
      this.ofConnections = ofConnections;
    }

    @Override
    public void onTaken() {
      answered = true;
    }

    @Override
    public void onRefused(TransportException refusal) {
      answered = true;
      nobodyListens = refusal.code() == ErrorCode.UNAVAILABLE;
      LOG.debug("Nobody is asked to announce itself", refusal);
    }
  }

  /** Called when the interface is subscribed to on a connection. Never waits. */
  void onConnected() {
    Asked now = asked;
    now.begun = System.nanoTime();
    askUnless(now.ofServices, FIRST, LAST);
  }

  /** If this asks for services anyway, the answer says it, too. */
  @Override
  public void onConnectionMissing() {
    Asked now = asked;
    boolean asksAnyway = now.ofServices.waiting.get() && !hasService();
    Question question = asksAnyway ? now.ofServices : now.ofConnections;
    question.times.set(0);
    askUnless(question, FIRST, LAST);
  }

  /** What is known may be older than what services have published. */
  @Override
  public void onPerhapsOld(boolean retained) {
    Asked now = asked;
    long time = System.nanoTime();
    if (retained && time - now.begun > SETTLING.toNanos()) {
      return; // the connection has subscribed again because newer ones were lost
    }
    now.old = time;
    if (time - now.dueForOld < 0) {
      return; // this asks anyway
    }
    long pause = Math.max(0, now.dueForOld + BETWEEN_OLD.toNanos() - time);
    long delay = pause + random(FIRST, LAST) + broker.untilNextRequest();
    long due = time + delay;
    now.dueForOld = due;
    askUnless(
        new Question(() -> presence.heard().isOnlineSince(now.old - due < 0 ? now.old : due)),
        delay);
  }

  /** The service does not answer: what it has published meanwhile may be lost, too. */
  @Override
  public void onDoubt(Availability service) {
    onPerhapsLost();
  }

  /** A call failed. At QoS 0, what services have published may be lost, too. Never waits. */
  void onPerhapsLost() {
    if (connection.settings().subscribesAtQos0()) {
      onPerhapsOld(false);
    }
  }

  /** A service has told a fleet that this is its status now. Never waits. */
  void onAnnounced(Status current) {
    askUnless(new Question(() -> presence.isCurrent(current)), Duration.ZERO, LAST_IN_FLEET);
  }

  private void askUnless(Question question, Duration first, Duration last) {
    askUnless(question, random(first, last) + broker.untilNextRequest());
  }

  private static long random(Duration first, Duration last) {
    return ThreadLocalRandom.current().nextLong(first.toNanos(), last.toNanos());
  }

  private void askUnless(Question question, long delayNanos) {
    if (question.waiting.getAndSet(true)) {
      return;
    }
    int number = presence.connectionNumber();
    try {
      timers.schedule(() -> askLater(number, question), delayNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Nobody is asked because the connection is closed", e);
    }
  }

  /**
   * How long a call may still wait for a service to announce itself, because nothing but retained
   * messages says that all are offline. Asks them if nobody has. May wait for the broker.
   */
  Duration untilAnswered() {
    Asked now = asked;
    if (!presence.availability().allOffline() || presence.heard().isLive() || now.nobodyListens) {
      return Duration.ZERO;
    }
    if (now.last == 0) {
      Question once = new Question(() -> presence.availability().online());
      once.times.set(MOST_TIMES - 1); // that of the connect is repeated
      ask(presence.connectionNumber(), once);
    }
    long since = now.last;
    Duration left = ANSWERING.minusNanos(System.nanoTime() - since);
    return since == 0 || left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * The connection is lost. If that may be the answer, because the broker has given no other, and
   * was so twice in a row, this never asks again.
   */
  void onConnectionLost() {
    Asked before = asked;
    asked = newAsked();
    if (before.last != 0) {
      boolean soon = System.nanoTime() - before.last < TOLD_OF_REFUSAL.toNanos();
      suspicions = soon && !before.answered ? suspicions + 1 : 0;
      if (suspicions == MOST_SUSPICIONS) {
        LOG.info("The connection was lost after asking who is online; this is not asked again");
      }
    }
  }

  private void askLater(int number, Question question) {
    question.waiting.set(false);
    if (isNeeded(number, question) && !asking.tryExecute(0, () -> ask(number, question))) {
      LOG.debug("Nobody is asked because the queue is full or closed");
    }
  }

  private boolean isNeeded(int number, Question question) {
    return presence.connectionNumber() == number
        && suspicions < MOST_SUSPICIONS
        && connection.isConnected()
        && !question.answered.getAsBoolean();
  }

  private void ask(int number, Question question) {
    if (!isNeeded(number, question)) {
      return;
    }
    try {
      Asked now = asked;
      now.last = System.nanoTime();
      connection.sender().publish(Sender.When.NOW, request.get(), now);
      int before = question.times.getAndIncrement();
      if (before < MOST_TIMES - 1) {
        askUnless(question, AGAIN.toNanos() << before);
      }
    } catch (TransportException e) {
      LOG.debug("Nobody is asked to announce itself", e);
    }
  }
}
