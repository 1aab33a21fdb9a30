package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AtOnceTest {
  private final Scheduler.Worker worker = new AtOnce().createWorker();
  private final List<String> ran = new ArrayList<>();

  @Test
  void nothingRunsAfterTheEnd() {
    worker.schedule(() -> ran.add("before"));
    assertEquals(List.of("before"), ran);
    worker.dispose();
    assertTrue(worker.isDisposed());
    worker.schedule(() -> ran.add("after"));
    assertEquals(List.of("before"), ran);
  }

  @Test
  void whatIsDueLaterIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> worker.schedule(() -> ran.add("later"), 1, TimeUnit.SECONDS));
    assertEquals(List.of(), ran);
  }
}
