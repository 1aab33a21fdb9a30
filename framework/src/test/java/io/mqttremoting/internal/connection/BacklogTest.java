package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.internal.wire.Message;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BacklogTest {
  private final Fence fence = new Fence(FencedTransport.SETTINGS, () -> false, false);
  private final FencedTransport transport = new FencedTransport(fence::receive);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final Semaphore dropped = new Semaphore(0);
  private Backlog backlog = new Backlog(fence, workers, dropped::release, false);

  @BeforeEach
  void connect() {
    fence.use(transport);
    assertTrue(fence.await(), "so that it is known to come back");
    transport.keepsFences = true;
  }

  @AfterEach
  void end() {
    workers.shutdownNow();
  }

  private void receive(int count, int qos) {
    for (int i = 0; i < count; i++) {
      backlog.received(new Message("t", new byte[0], qos, false));
    }
  }

  private Message nextFence() throws InterruptedException {
    Message next = transport.kept.poll(30, TimeUnit.SECONDS);
    assertNotNull(next);
    return next;
  }

  private void assertDropped() throws InterruptedException {
    assertTrue(dropped.tryAcquire(30, TimeUnit.SECONDS));
  }

  @Test
  void someMayBeDroppedIfMuchCameBeforeTheFence() throws Exception {
    receive(200, 1);
    Message first = nextFence();
    receive(400, 1);
    transport.keepsFences = false;
    fence.receive(first);
    assertDropped();
    assertEquals(0, dropped.availablePermits());
  }

  @Test
  void itIsToldWhenLessComesAgain() throws Exception {
    receive(200, 1);
    Message first = nextFence();
    receive(400, 1);
    fence.receive(first);
    Message second = nextFence();
    assertEquals(0, dropped.availablePermits());
    receive(399, 1);
    fence.receive(second);
    assertDropped();
  }

  @Test
  void nothingIsDroppedIfLittleCame() throws Exception {
    receive(200, 1);
    Message first = nextFence();
    receive(399, 1);
    fence.receive(first);
    receive(200, 1); // perhaps before the first has ended
    receive(200, 1);
    fence.receive(nextFence());
    assertEquals(0, dropped.availablePermits());
  }

  /** Except for calls: those that are lost are sent again. */
  @Test
  void ifEverythingIsAtQos0ThatCountsToo() throws Exception {
    backlog = new Backlog(fence, workers, dropped::release, true);
    for (int i = 0; i < 1000; i++) {
      backlog.received(new Message("m/I/rpc/v3/f/me/result", new byte[0], 0, false));
    }
    receive(199, 0);
    assertEquals(0, transport.kept.size());
    receive(1, 0);
    Message first = nextFence();
    receive(400, 0);
    transport.keepsFences = false;
    fence.receive(first);
    assertDropped();
  }

  @Test
  void fewMessagesAndQos0NeedNoFence() {
    receive(199, 1);
    receive(1000, 0);
    assertEquals(0, transport.kept.size());
  }
}
