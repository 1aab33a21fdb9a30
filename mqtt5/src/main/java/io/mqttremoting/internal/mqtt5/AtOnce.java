package io.mqttremoting.internal.mqtt5;

import io.reactivex.Scheduler;
import io.reactivex.disposables.Disposable;
import io.reactivex.disposables.Disposables;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler that runs each task at once in the thread that schedules it. RxJava's trampoline does
 * that too, but it creates objects for each task, to order tasks that schedule other tasks; the
 * HiveMQ client's tasks never do.
 */
final class AtOnce extends Scheduler {
  @Override
  public Worker createWorker() {
    return new Worker() {
      private volatile boolean disposed;

      @Override
      public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        if (delay > 0) {
          throw new IllegalArgumentException("Not at once, but after " + delay + " " + unit);
        }
        if (!disposed) {
          task.run();
        }
        return Disposables.disposed();
      }

      @Override
      public void dispose() {
        disposed = true;
      }

      @Override
      public boolean isDisposed() {
        return disposed;
      }
    };
  }
}
