package io.mqttremoting.e2e;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Keeps what the library logs from a level on, and keeps it out of the file. */
final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.mqttremoting");
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

  private final Level least;
  private final Level before;

  /** From warnings on. */
  LogCapture() {
    this(Level.WARN);
  }

  LogCapture(Level least) {
    this.least = least;
    this.before = logger.getLevel();
    if (least.toInt() < Level.WARN.toInt()) {
      logger.setLevel(least);
    }
    setContext(logger.getLoggerContext());
    start();
    logger.addAppender(this);
    logger.setAdditive(false);
  }

  @Override
  protected void append(ILoggingEvent event) {
    boolean ofThisTest = !event.getLoggerName().endsWith("LogLimit"); // which counts up to a minute
    if (ofThisTest && event.getLevel().isGreaterOrEqual(least)) {
      events.add(event);
    }
  }

  /** Waits for a line that has all of {@code parts}. */
  ILoggingEvent line(String... parts) {
    Await.until(
        () -> "a line with " + Arrays.toString(parts) + " in " + lines(),
        () -> events.stream().anyMatch(event -> has(event, parts)));
    return events.stream().filter(event -> has(event, parts)).findFirst().orElseThrow();
  }

  private static boolean has(ILoggingEvent event, String... parts) {
    return Arrays.stream(parts).allMatch(event.getFormattedMessage()::contains);
  }

  List<String> lines() {
    return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  void clear() {
    events.clear();
  }

  @Override
  public void close() {
    logger.setLevel(before);
    logger.setAdditive(true);
    logger.detachAppender(this);
    stop();
  }
}
