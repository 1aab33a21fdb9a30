package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** However many messages are not sent, the log has ten lines a minute about them. */
class UnsentLogTest {
  private static final int LIMIT = 10;
  private static final int FLOOD = 50;

  private final Sender sender =
      new Sender(
          FencedTransport.SETTINGS,
          new StateMachine("tcp://broker:1"),
          new SizeLimits(System::nanoTime));
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.mqttremoting");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void capture() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void end() {
    logger.setAdditive(true);
    logger.detachAppender(lines);
  }

  private long warnings(String part) {
    return lines.list.stream()
        .filter(line -> line.getLevel() == Level.WARN)
        .filter(line -> line.getFormattedMessage().contains(part))
        .count();
  }

  private static Message message(int number) {
    return new Message("x/" + number, new byte[1], 1, false);
  }

  @Test
  void messagesThatWaitedTooLong() {
    Outbox outbox = new Outbox(sender, Sender.When.AFTER_ANNOUNCEMENTS, new Bound(2048, 1 << 20));
    for (int i = 0; i < FLOOD; i++) {
      try {
        outbox.publish(message(i), Duration.ofNanos(1), refusal -> {});
      } catch (TransportException e) {
        throw new AssertionError(e);
      }
    }
    outbox.sendAgain();
    assertEquals(LIMIT, warnings("not sent because the connection came back too late"));
  }

  @Test
  void farewellsBeyondTheBound() {
    Outbox statuses = new Outbox(sender, Sender.When.PACED, new Bound(100, 1 << 20));
    for (int i = 0; i < 100 + FLOOD; i++) {
      statuses.publish(message(i));
    }
    assertEquals(LIMIT, warnings("not sent because too many messages wait for a connection"));
  }
}
