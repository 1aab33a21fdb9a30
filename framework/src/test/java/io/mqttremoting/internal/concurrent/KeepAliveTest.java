package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  private final String name = "keep-alive-" + UUID.randomUUID();
  private final KeepAlive keepAlive = new KeepAlive(name);

  private List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .toList();
  }

  private Thread thread() {
    List<Thread> threads = threads();
    assertEquals(1, threads.size());
    return threads.get(0);
  }

  private static void assertEnds(Thread thread) throws InterruptedException {
    thread.join(Duration.ofSeconds(10).toMillis());
    assertFalse(thread.isAlive());
  }

  @Test
  void aThreadThatIsNoDaemonUntilTheEnd() throws InterruptedException {
    assertEquals(List.of(), threads());
    keepAlive.hold();
    Thread thread = thread();
    assertFalse(thread.isDaemon());
    keepAlive.release();
    assertEnds(thread);
  }

  @Test
  void evenIfADaemonHolds() throws InterruptedException {
    Thread daemon = new Thread(keepAlive::hold);
    daemon.setDaemon(true);
    daemon.start();
    assertEnds(daemon);
    Thread thread = thread();
    assertFalse(thread.isDaemon());
    keepAlive.release();
    assertEnds(thread);
  }

  @Test
  void asOftenReleasedAsHeld() throws InterruptedException {
    keepAlive.hold();
    keepAlive.hold();
    Thread thread = thread();
    keepAlive.release();
    assertTrue(thread.isAlive());
    assertEquals(List.of(thread), threads());
    keepAlive.release();
    assertEnds(thread);
  }

  @Test
  void againAfterTheEnd() throws InterruptedException {
    keepAlive.hold();
    Thread first = thread();
    keepAlive.release();
    assertEnds(first);
    keepAlive.hold();
    Thread second = thread();
    assertNotSame(first, second);
    keepAlive.release();
    assertEnds(second);
  }
}
