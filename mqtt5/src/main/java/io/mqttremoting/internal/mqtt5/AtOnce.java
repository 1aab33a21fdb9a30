package io.mqttremoting.internal.mqtt5;

import io.reactivex.Scheduler;
import io.reactivex.disposables.Disposable;
import io.reactivex.disposables.Disposables;
import java.util.concurrent.TimeUnit;

/**
 * Runs what there is to do in the thread that has it. RxJava's own for that, the trampoline, makes
 * objects for each task, to bring those in order that tasks give each other; the HiveMQ client's
 * give none.
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
