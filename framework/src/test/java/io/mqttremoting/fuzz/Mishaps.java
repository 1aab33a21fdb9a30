package io.mqttremoting.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * Records what must not happen, whatever is received: errors in the log, except expected ones, and
 * exceptions that end a thread. Keeps all log output out of the log file.
 */
final class Mishaps extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  /** Parts of expected log lines: the implementation failed, or there are too many instances. */
  private static final List<String> MEANT =
      List.of(
          ": the operation failed",
          ": the setter failed",
          "instances are known", // of a thousand services
          "the operation failed");

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.mqttremoting");
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final Queue<String> found = new ConcurrentLinkedQueue<>();

  Mishaps() {
    setContext(logger.getLoggerContext());
    start();
    logger.addAppender(this);
    logger.setAdditive(false);
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> found.add(thread + ": " + e));
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR)
        && MEANT.stream().noneMatch(event.getFormattedMessage()::contains)) {
      String cause = event.getThrowableProxy() == null ? "" : event.getThrowableProxy().toString();
      found.add(event.getFormattedMessage() + " " + cause);
    }
  }

  /** The first ten of them; empty if there were none. */
  List<String> found() {
    return found.stream().limit(10).toList();
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    logger.setAdditive(true);
    logger.detachAppender(this);
    stop();
  }
}
