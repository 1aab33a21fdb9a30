package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Counts the calls that are executed in this process, and reports each of them. */
final class Counter implements ICounter {
  private static final int TICK_MILLIS = 10;

  private final ObservableValue<Long> tick = new ObservableValue<>(0L);
  private final ObservableValue<String> note = new ObservableValue<>("");
  private final Map<String, Integer> executions = new ConcurrentHashMap<>();
  private final Consumer<String> executed;
  private final AtomicInteger hold = new AtomicInteger();
  private final Thread ticker = new Thread(this::tick, "ticker");

  /** {@code executed} receives each call before it is answered. */
  Counter(Consumer<String> executed) {
    this.executed = executed;
    ticker.setDaemon(true);
    ticker.start();
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        tick.set(tick.get() + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by settle()
    }
  }

  /** How often each call has been executed. */
  Map<String, Integer> executions() {
    return executions;
  }

  @Override
  public long getTick() {
    return tick.get();
  }

  @Override
  public Subscription onTickChanged(Consumer<Long> handler) {
    return tick.onChange(handler);
  }

  @Override
  public String getNote() {
    return note.get();
  }

  @Override
  public void setNote(String value) {
    note.set(value);
  }

  @Override
  public Subscription onNoteChanged(Consumer<String> handler) {
    return note.onChange(handler);
  }

  /** The next call blocks those behind it for this long. */
  void holdTurn(int millis) {
    hold.set(millis);
  }

  @Override
  public CompletableFuture<Counted> countAsync(String call, int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(hold.getAndSet(0)));
    int times = executions.merge(call, 1, Integer::sum);
    executed.accept(call);
    Counted counted = new Counted(call, times);
    return millis == 0
        ? CompletableFuture.completedFuture(counted)
        : CompletableFuture.supplyAsync(
            () -> counted, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
  }

  @Override
  public State settle() {
    ticker.interrupt();
    try {
      ticker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new State(tick.get(), note.get());
  }
}
