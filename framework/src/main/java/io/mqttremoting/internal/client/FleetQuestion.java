package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.FleetTopics;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all instances of an interface for their statuses some time after a fleet has connected,
 * because brokers may not send it what was retained on another node (wire protocol, Fleets). All
 * fleets hear the question and the answers, so a fleet that waits longer need not ask: a thousand
 * fleets that start at once ask a few times. Thread-safe.
 */
final class FleetQuestion {
  private static final Logger LOG = LoggerFactory.getLogger(FleetQuestion.class);

  /** By then, retained statuses have arrived, also from brokers that send them late. */
  private static final Duration FIRST = Duration.ofMillis(600);

  private static final Duration LAST = Duration.ofMillis(1_600);
  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  private final FleetTopics topics;
  private final BrokerConnection connection;
  private final ClientThreads threads;
  private final BiConsumer<String, Status> answers;
  private final LogLimit log;
  private final StatusCodec statuses = new StatusCodec();

  /** Counts our connections, losses and the questions that were heard: each makes a plan void. */
  private final AtomicInteger changes = new AtomicInteger();

  /**
   * The question to the instances of the interface with these {@code topics}.
   *
   * @param answers gets the name and the status of each instance that answers; called by the MQTT
   *     library
   */
  FleetQuestion(
      FleetTopics topics,
      BrokerConnection connection,
      ClientThreads threads,
      LogLimit log,
      BiConsumer<String, Status> answers) {
    this.topics = topics;
    this.connection = connection;
    this.threads = threads;
    this.log = log;
    this.answers = answers;
  }

  /** The filter of questions and answers. */
  String filter() {
    return topics.all();
  }

  /** The fleet has subscribed on a connection. Never waits. */
  void onConnected() {
    int plan = changes.incrementAndGet();
    long delay = ThreadLocalRandom.current().nextLong(FIRST.toNanos(), LAST.toNanos());
    threads.schedule(Duration.ofNanos(delay), () -> threads.execute(() -> ask(plan)));
  }

  /** The connection is lost. */
  void onConnectionLost() {
    changes.incrementAndGet();
  }

  /** Takes a question or an answer; false if it is none. Called by the MQTT library. */
  boolean receive(Message message) {
    if (message.topic().equals(topics.question())) {
      changes.incrementAndGet(); // this hears the answers, too
      return true;
    }
    topics.instanceOf(message.topic()).ifPresent(instance -> onAnswer(instance, message));
    return topics.instanceOf(message.topic()).isPresent();
  }

  private void onAnswer(String instance, Message message) {
    try {
      Status status = statuses.decode(message.payload());
      if (status != null && status.online() && !message.retained()) {
        answers.accept(instance, status);
      }
    } catch (BadPayloadException e) {
      log.malformed(LOG, "{}: a bad status is ignored: {}", message.topic(), e.getMessage());
      LOG.debug("{}: why the status is ignored", message.topic(), e);
    }
  }

  private void ask(int plan) {
    if (changes.get() != plan) {
      return;
    }
    try {
      connection
          .sender()
          .publish(
              Sender.When.NOW,
              new Message(topics.question(), NOTHING, Message.DEFAULT_QOS, false),
              refusal -> LOG.debug("Nobody is asked", refusal));
    } catch (TransportException e) {
      LOG.debug("Nobody is asked", e);
    }
  }
}
