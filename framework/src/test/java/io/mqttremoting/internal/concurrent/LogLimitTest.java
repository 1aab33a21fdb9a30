package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLimitTest {
  private static final String NAME = "io.world/Hello: requests of LogLimitTest";

  private final Logger log = (Logger) LoggerFactory.getLogger(LogLimit.class);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          String message = event.getFormattedMessage();
          // A limit of an earlier test class may give its number of lines now, a minute after it.
          if (message.startsWith("bad ") || message.startsWith(NAME)) {
            lines.add(event.getLevel() + " " + message);
          }
        }
      };

  @BeforeEach
  void capture() {
    appender.start();
    log.addAppender(appender);
    log.setAdditive(false);
    log.setLevel(Level.INFO);
  }

  @AfterEach
  void release() {
    log.detachAppender(appender);
    log.setAdditive(true);
    log.setLevel(null);
  }

  private static Stream<String> numbered(String line, int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> line + i);
  }

  private void awaitLines(int count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (lines.size() < count) {
      assertTrue(System.nanoTime() - end < 0, lines::toString);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void tenLinesArePassedOnAndTheOthersCounted() {
    LogLimit limit = new LogLimit(NAME, Duration.ofSeconds(1));
    for (int i = 1; i <= 1000; i++) {
      limit.warn(log, "bad {}", i);
    }
    awaitLines(11);
    assertEquals(
        Stream.concat(
                numbered("WARN bad ", 1, 10),
                Stream.of("WARN " + NAME + ": 990 more lines within 1 s are logged at level DEBUG"))
            .toList(),
        lines);
  }

  @Test
  void nextPeriodBeginsAnew() {
    LogLimit limit = new LogLimit(NAME, Duration.ofMillis(100));
    for (int i = 1; i <= 11; i++) {
      limit.error(log, "bad {}", i);
    }
    awaitLines(11);
    lines.clear();
    limit.error(log, "bad {} {}", 12, "again");
    assertEquals(List.of("ERROR bad 12 again"), lines);
  }

  @Test
  void linesBeyondTheLimitAreThereAtDebug() {
    log.setLevel(Level.DEBUG);
    LogLimit limit = new LogLimit("x");
    for (int i = 1; i <= 12; i++) {
      limit.warn(log, "bad {}", i);
    }
    assertEquals(List.of("WARN bad 10", "DEBUG bad 11", "DEBUG bad 12"), lines.subList(9, 12));
  }
}
