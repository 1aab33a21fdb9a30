package io.mqttremoting.internal.mqtt5;

import io.reactivex.functions.Consumer;
import io.reactivex.subscribers.DisposableSubscriber;

/**
 * A subscriber that ignores what comes after it was disposed. RxJava's own reports an error that
 * comes then as an uncaught exception; the HiveMQ client ends its flows with an error, also when
 * the connection is closed on purpose.
 */
final class UntilDisposed<T> extends DisposableSubscriber<T> {
  private final Consumer<T> receiver;
  private final java.util.function.Consumer<Throwable> failed;

  UntilDisposed(Consumer<T> receiver, java.util.function.Consumer<Throwable> failed) {
    this.receiver = receiver;
    this.failed = failed;
  }

  @Override
  public void onNext(T item) {
    try {
      receiver.accept(item);
    } catch (Throwable e) { // the flow ends, as RxJava requires
      dispose();
      failed.accept(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (!isDisposed()) {
      failed.accept(failure);
    }
  }

  @Override
  public void onComplete() {}
}
