package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.RemotingException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A client that calls all the time, in every way, until it is stopped. */
final class ChaosCaller {
  private static final int MAX_OPEN = 16;
  private static final int PAUSE_MICROS = 8_000;
  private static final Duration PAUSE_IN_VAIN = Duration.ofMillis(100);

  private final RemotingConnection connection;
  private final ICounter counter;
  private final ChaosLedger ledger;
  private final Random random;
  private final Semaphore room = new Semaphore(MAX_OPEN);
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean inVain;
  private final AtomicLong lastAnswered = new AtomicLong(System.nanoTime());
  private int calls;

  ChaosCaller(RemotingConnection connection, ChaosLedger ledger, long seed) {
    this.connection = connection;
    this.counter = connection.client(ICounter.class);
    this.ledger = ledger;
    this.random = new Random(seed);
    this.thread = new Thread(this::run, "caller " + connection.clientId());
    thread.setDaemon(true);
  }

  RemotingConnection connection() {
    return connection;
  }

  ICounter counter() {
    return counter;
  }

  /** Whether a call can be made, as far as the client knows. */
  boolean isReady() {
    return connection.isConnected() && ClientHandle.of(counter).isAvailable();
  }

  /** When the latest of the calls that were answered was made, by {@link System#nanoTime()}. */
  long lastAnswered() {
    return lastAnswered.get();
  }

  void start() {
    thread.start();
  }

  /** Makes no more calls; open calls may still take their time. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  private void run() {
    while (!stopped) {
      String call = newCall();
      if (random.nextBoolean()) {
        callBlocking(call);
      } else {
        callFuture(call);
      }
      if (random.nextInt(100) == 0) {
        setNote(call);
      }
      if (inVain) {
        inVain = false;
        LockSupport.parkNanos(PAUSE_IN_VAIN.toNanos());
      }
      LockSupport.parkNanos(random.nextInt(PAUSE_MICROS) * 1_000L);
    }
  }

  private String newCall() {
    return connection.clientId() + "-" + ++calls;
  }

  /** Makes one more call, while there is no fault. */
  ChaosLedger.End callOnceMore() {
    return callBlocking(newCall());
  }

  private ChaosLedger.End callBlocking(String call) {
    long begun = System.nanoTime();
    ledger.begin(call);
    ICounter.Counted counted = null;
    Throwable failure = null;
    try {
      counted = counter.count(call, 0);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    return ended(call, begun, counted, failure);
  }

  /** Some calls take longer than the time after which they are repeated. */
  private void callFuture(String call) {
    int millis = random.nextInt(50) == 0 ? 300 + random.nextInt(1200) : 0;
    room.acquireUninterruptibly();
    long begun = System.nanoTime();
    ledger.begin(call);
    counter
        .countAsync(call, millis)
        .whenComplete(
            (counted, failure) -> {
              ended(call, begun, counted, failure);
              room.release();
            });
  }

  private ChaosLedger.End ended(
      String call, long begun, ICounter.Counted counted, Throwable failure) {
    ChaosLedger.End end = ledger.end(call, counted, failure);
    if (end == ChaosLedger.End.ANSWERED) {
      lastAnswered.accumulateAndGet(begun, (one, other) -> one - other > 0 ? one : other);
    }
    inVain |= end.saysNotExecuted();
    return end;
  }

  private void setNote(String note) {
    try {
      counter.setNote(note);
    } catch (RemotingException e) {
      inVain = true; // there is no connection or no service
    }
  }
}
