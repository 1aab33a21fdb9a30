package io.mqttremoting.benchmarks;

import io.mqttremoting.RemotingConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How much of a burst of signals arrives, raised as fast as that goes. */
final class Burst {
  private static final int SIGNALS = 20_000;
  private static final long QUIET_MILLIS = 500;

  private Burst() {}

  /** The signals that arrive at one client. */
  static List<Figure> measure(Setting setting) throws InterruptedException {
    Echo echo = new Echo();
    AtomicInteger told = new AtomicInteger();
    try (RemotingConnection service = setting.connect();
        RemotingConnection client = setting.connect()) {
      service.serve(echo);
      client.client(IEcho.class).onTick(text -> told.incrementAndGet());
      for (int i = 0; i < SIGNALS; i++) {
        echo.tick(Payloads.TEXT);
      }
      awaitQuiet(told);
    }
    return List.of(
        Figure.of(
            "of 20,000 signals at once, at " + setting.broker().name(),
            setting,
            told.get(),
            "came"));
  }

  private static void awaitQuiet(AtomicInteger told) throws InterruptedException {
    int before;
    do {
      before = told.get();
      TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
    } while (told.get() > before);
  }
}
