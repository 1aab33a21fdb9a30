package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchdogTest {
  private final ScheduledExecutorService timers = Threads.timers("watchdog-test");
  private final Watchdog watchdog = new Watchdog(timers, Duration.ofMillis(20));
  private final Logger logger = (Logger) LoggerFactory.getLogger(Watchdog.class);
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void capture() {
    appender.start();
    logger.addAppender(appender);
    logger.setAdditive(false);
  }

  @AfterEach
  void end() {
    logger.setAdditive(true);
    logger.detachAppender(appender);
    timers.shutdownNow();
  }

  private String nextLine() {
    try {
      return lines.poll(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void taskThatDoesNotReturnIsLoggedOnceWithItsStack() {
    watchdog.run(
        "io.world/Hello.say",
        () -> {
          String line = nextLine();
          assertTrue(
              line.startsWith("io.world/Hello.say has been running for 0 s and delays everything"),
              line);
          assertTrue(line.contains("WatchdogTest.nextLine"), line);
          watchdog.run("inner", () -> assertTrue(nextLine().startsWith("inner has been")));
        });
    watchdog.run("quick", () -> {});
    assertEquals(0, lines.size());
  }

  /** For example, a handler calls a method of the implementation, and goes on afterwards. */
  @Test
  void outerTaskIsStillWatchedAfterANestedOne() {
    watchdog.run(
        "outer",
        () -> {
          watchdog.run("inner", () -> {});
          assertTrue(nextLine().startsWith("outer has been running"));
        });
  }
}
