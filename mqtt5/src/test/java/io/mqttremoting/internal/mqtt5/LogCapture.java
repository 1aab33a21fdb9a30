package io.mqttremoting.internal.mqtt5;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Keeps what everybody logs from a level on, and keeps it out of the file. */
final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Appender<ILoggingEvent> file = logger.getAppender("file");
  private final Level before = logger.getLevel();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  LogCapture(Level level) {
    setContext(logger.getLoggerContext());
    start();
    logger.addAppender(this);
    logger.detachAppender(file);
    logger.setLevel(level);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLoggerName().endsWith("LogLimit")) {
      return; // it counts for up to a minute what earlier tests caused
    }
    String cause =
        event.getThrowableProxy() == null
            ? ""
            : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
    lines.add(event.getLoggerName() + ": " + event.getFormattedMessage() + cause);
  }

  /** Each line, with the stack trace that belongs to it. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Waits for a line that has all of {@code parts}. */
  void awaitLine(String... parts) {
    Await.until(
        "a line has " + Arrays.toString(parts),
        () -> lines.stream().anyMatch(line -> Arrays.stream(parts).allMatch(line::contains)));
  }

  @Override
  public void close() {
    logger.setLevel(before);
    logger.addAppender(file);
    logger.detachAppender(this);
    stop();
  }
}
