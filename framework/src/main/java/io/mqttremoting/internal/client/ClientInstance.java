package io.mqttremoting.internal.client;

import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Watchdog;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one proxy has of its own: the turn in which its handlers run, one at a time, and whether it
 * is closed. It stands for the proxy as the handler of its {@code toString}. Thread-safe.
 */
public final class ClientInstance implements InvocationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ClientInstance.class);

  private final ClientEndpoint endpoint;
  private final TaskQueue turns;
  private final Bound bound;
  private final Watchdog watchdog;
  private final List<Subscription> availabilitySubscriptions = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  ClientInstance(ClientEndpoint endpoint, Executor workers, Bound bound, Watchdog watchdog) {
    this.endpoint = endpoint;
    this.turns = new TaskQueue(workers, 1);
    this.bound = bound;
    this.watchdog = watchdog;
  }

  String interfaceId() {
    return endpoint.id();
  }

  boolean isClosed() {
    return closed;
  }

  void checkOpen(String member) {
    if (closed) {
      throw closedFailure(member);
    }
  }

  /** Refuses a handler if this client is about to be served where it is a client. */
  void checkNotServed(Object handler) {
    endpoint.checkNotServed(handler);
  }

  RemotingException closedFailure(String member) {
    return endpoint.failures().closed(member);
  }

  /** Queues a handler's call for a message of {@code size} bytes; refuses if too much waits. */
  boolean tryEnqueue(int size, Runnable task) {
    if (!bound.tryEnter(size)) {
      return false;
    }
    enqueue(
        () -> {
          bound.leave(size);
          task.run();
        });
    return true;
  }

  void enqueue(Runnable task) {
    try {
      turns.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: a handler is not called, for the connection is closed", endpoint.id(), e);
    }
  }

  /** Logs what handlers cause. */
  LogLimit log() {
    return endpoint.handlerLog();
  }

  /** Calls a handler in its turn, for what has this name. */
  void whileRunning(String name, Runnable call) {
    watchdog.run(name, call);
  }

  /** See {@link io.mqttremoting.ClientHandle#isAvailable()}. */
  public boolean isAvailable() {
    return endpoint.isConnected() && endpoint.presence().availability().there();
  }

  /** See {@link io.mqttremoting.ClientHandle#onAvailabilityChanged}. */
  public Subscription onAvailabilityChanged(Consumer<Boolean> handler) {
    checkOpen("_status");
    Subscription subscription =
        endpoint.presence().availabilityHandlers().add(new AvailabilityHandler(handler));
    availabilitySubscriptions.add(subscription);
    return () -> {
      subscription.close();
      availabilitySubscriptions.remove(subscription);
    };
  }

  /** A handler of availability, which may be too slow. */
  private final class AvailabilityHandler implements Consumer<Boolean> {
    private final Consumer<Boolean> handler;

    /** What waits beyond the bound: the latest, for which one task is queued. */
    private final AtomicReference<Boolean> overflow = new AtomicReference<>();

    AvailabilityHandler(Consumer<Boolean> handler) {
      this.handler = handler;
    }

    @Override
    public void accept(Boolean available) {
      boolean overflowing = overflow.get() != null; // which this may not overtake
      if (!overflowing && tryEnqueue(0, () -> call(available))) {
        return;
      }
      if (overflow.getAndSet(available) == null) {
        log()
            .warn(
                LOG,
                "{}: handlers are too slow; only the latest availability is kept",
                endpoint.id());
        enqueue(() -> call(overflow.getAndSet(null)));
      }
    }

    private void call(boolean available) {
      if (!closed) {
        whileRunning(
            endpoint.id() + ": a handler of its availability",
            () -> handler.accept(available)); // what it throws is logged
      }
    }
  }

  /** See {@link io.mqttremoting.ClientHandle#fetch}. */
  public CompletableFuture<Object> fetch(String property) {
    return endpoint.property(property).fetch(this);
  }

  /** See {@link io.mqttremoting.ClientHandle#awaitAvailable(Duration)}. */
  public boolean awaitAvailable(Duration timeout) throws InterruptedException {
    return endpoint.presence().awaitAvailable(timeout);
  }

  /** See {@link io.mqttremoting.ClientHandle#close()}. */
  public void close() {
    if (!closed) {
      closed = true;
      availabilitySubscriptions.forEach(Subscription::close);
      endpoint.remove(this);
    }
  }

  @Override
  public Object invoke(Object proxy, Method toString, Object[] none) {
    endpoint.checkNotServed(null);
    return toString();
  }

  @Override
  public String toString() {
    return "client of " + endpoint.id() + " as " + endpoint.clientId() + (closed ? ", closed" : "");
  }
}
