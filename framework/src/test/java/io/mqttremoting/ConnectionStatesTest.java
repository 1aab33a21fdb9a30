package io.mqttremoting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectionStatesTest {
  @Test
  void aHandlerThatIsTooSlowIsToldTheLatest() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    ConnectionStates states = new ConnectionStates(tasks::add);
    List<Integer> told = new ArrayList<>();
    states.onChanged(event -> told.add(event.failedAttempts()));
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger(ConnectionStates.class);
    logger.addAppender(lines);
    logger.setAdditive(false);
    for (int i = 0; i < 5000; i++) {
      states.enter(new ConnectionEvent(ConnectionState.CONNECTING, i, Optional.empty()));
    }
    logger.setAdditive(true);
    logger.detachAppender(lines);
    assertEquals(
        10, lines.list.stream().filter(line -> line.getLevel() == Level.WARN).count(), "lines");
    tasks.forEach(Runnable::run);
    assertEquals(1000, told.size());
    assertEquals(4000, told.get(0));
    assertEquals(4999, told.get(999));
  }

  /** States that a connection attempt still reports after the close are ignored. */
  @Test
  void afterTheCloseThereIsNoOtherState() throws InterruptedException {
    ConnectionStates states = new ConnectionStates(Runnable::run);
    List<ConnectionState> told = new ArrayList<>();
    states.onChanged(event -> told.add(event.state()));
    states.enter(new ConnectionEvent(ConnectionState.CLOSED, 0, Optional.empty()));
    states.enter(new ConnectionEvent(ConnectionState.CONNECTED, 0, Optional.empty()));
    assertEquals(ConnectionState.CLOSED, states.state());
    assertEquals(List.of(ConnectionState.CLOSED), told);
    assertFalse(states.awaitConnected(Duration.ofDays(1)));
  }
}
