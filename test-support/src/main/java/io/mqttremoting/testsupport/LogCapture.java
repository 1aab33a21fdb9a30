package io.mqttremoting.testsupport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Captures the log from a level upwards while this is open, and keeps it out of the log file. */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final Level least;
  private final Level before;
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

  /** Captures warnings and errors of the library. */
  public LogCapture() {
    this(Level.WARN);
  }

  /** Captures the log of the library alone. */
  public LogCapture(Level least) {
    this("io.mqttremoting", least);
  }

  /** Captures the log of the library and of everything that it uses. */
  public static LogCapture ofEverybody(Level least) {
    return new LogCapture(Logger.ROOT_LOGGER_NAME, least);
  }

  private LogCapture(String name, Level least) {
    this.logger = (Logger) LoggerFactory.getLogger(name);
    this.least = least;
    this.before = logger.getLevel();
    logger.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(logger::detachAppender);
    logger.setAdditive(false);
    logger.setLevel(least);
    setContext(logger.getLoggerContext());
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    // A LogLimit reports a minute later what it left out, perhaps in another test.
    boolean ofThisTest = !event.getLoggerName().endsWith("LogLimit");
    if (ofThisTest && event.getLevel().isGreaterOrEqual(least)) {
      events.add(event);
    }
  }

  /** Waits for a line whose message has all of {@code parts}. */
  public ILoggingEvent line(String... parts) {
    Await.until(
        () -> "a line with " + Arrays.toString(parts) + " in " + lines(),
        () -> events.stream().anyMatch(event -> has(event, parts)));
    return events.stream().filter(event -> has(event, parts)).findFirst().orElseThrow();
  }

  private static boolean has(ILoggingEvent event, String... parts) {
    return Arrays.stream(parts).allMatch(event.getFormattedMessage()::contains);
  }

  /** The messages alone. */
  public List<String> lines() {
    return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Each message, preceded by its logger's name and followed by its stack trace, if any. */
  public List<String> fullLines() {
    return events.stream().map(LogCapture::full).toList();
  }

  private static String full(ILoggingEvent event) {
    String trace =
        event.getThrowableProxy() == null
            ? ""
            : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
    return event.getLoggerName() + ": " + event.getFormattedMessage() + trace;
  }

  public void clear() {
    events.clear();
  }

  @Override
  public void close() {
    logger.setLevel(before);
    logger.setAdditive(true);
    logger.detachAppender(this);
    others.forEach(logger::addAppender);
    stop();
  }
}
