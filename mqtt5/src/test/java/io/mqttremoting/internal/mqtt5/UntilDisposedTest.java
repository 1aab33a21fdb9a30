package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.Flowable;
import io.reactivex.plugins.RxJavaPlugins;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** What the end of a connection does to the flows of the HiveMQ client. */
class UntilDisposedTest {
  private final List<String> received = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<Throwable> uncaught = new ArrayList<>();
  private Subscriber<? super String> source;

  private UntilDisposed<String> subscribed() {
    RxJavaPlugins.setErrorHandler(uncaught::add);
    return Flowable.<String>unsafeCreate(
            subscriber -> {
              source = subscriber;
              subscriber.onSubscribe(
                  new Subscription() {
                    @Override
                    public void request(long count) {}

                    @Override
                    public void cancel() {}
                  });
            })
        .subscribeWith(new UntilDisposed<>(received::add, failures::add));
  }

  @AfterEach
  void reset() {
    RxJavaPlugins.setErrorHandler(null);
  }

  @Test
  void anErrorAfterTheEndIsIgnored() {
    UntilDisposed<String> flow = subscribed();
    source.onNext("a");
    flow.dispose();
    source.onError(new IllegalStateException("session expired"));
    assertEquals(List.of("a"), received);
    assertEquals(List.of(), failures);
    assertEquals(List.of(), uncaught);
  }

  @Test
  void anErrorBeforeTheEndIsReported() {
    subscribed();
    IllegalStateException lost = new IllegalStateException("lost");
    source.onError(lost);
    assertEquals(List.of(lost), failures);
    assertEquals(List.of(), uncaught);
  }

  @Test
  void aReceiverThatFailsEndsTheFlow() {
    RxJavaPlugins.setErrorHandler(uncaught::add);
    List<Throwable> ended = new ArrayList<>();
    UntilDisposed<Integer> flow =
        Flowable.just(1, 0, 2)
            .subscribeWith(new UntilDisposed<>(i -> received.add("" + 1 / i), ended::add));
    assertEquals(List.of("1"), received);
    assertEquals(ArithmeticException.class, ended.get(0).getClass());
    assertTrue(flow.isDisposed());
    assertEquals(List.of(), uncaught);
  }
}
