package io.mqttremoting.internal.client;

import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.concurrent.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One user's view of a fleet: tells handlers which instances join and leave, one at a time, in a
 * worker thread. If an instance comes and goes faster than that, only the latest counts, so what
 * waits is bounded by the number of instances. Thread-safe.
 */
public final class FleetView {
  private static final Logger LOG = LoggerFactory.getLogger(FleetView.class);

  private final FleetClient fleet;
  private final Clients clients;
  private final ClientKey key;
  private final List<ClientInterceptor> interceptors;
  private final TaskQueue turns;
  private final List<BiConsumer<String, Object>> joined = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> left = new CopyOnWriteArrayList<>();
  private final Consumer<String> listener = this::onChanged;

  /** A client of each instance that has joined and not left; guarded by this. */
  private final Map<String, Object> members = new LinkedHashMap<>();

  private final State state = new State();

  /** Guarded by this view. */
  private static final class State {
    /** The instances that may have joined or left. */
    final Set<String> changed = new LinkedHashSet<>();

    /** The clients that {@link #get} has returned. */
    final Map<String, Object> asked = new HashMap<>();

    boolean telling;
    boolean closed;
  }

  FleetView(
      FleetClient fleet,
      Clients clients,
      ClientKey key,
      List<ClientInterceptor> interceptors,
      TaskQueue turns) {
    this.fleet = fleet;
    this.clients = clients;
    this.key = key;
    this.interceptors = interceptors;
    this.turns = turns;
  }

  /** Begins to listen. */
  void open() {
    fleet.attendance().listen(listener);
    fleet.attendance().present().forEach(this::onChanged);
  }

  private void onChanged(String name) {
    synchronized (this) {
      if (state.closed) {
        return;
      }
      state.changed.add(name);
      if (state.telling) {
        return;
      }
      state.telling = true;
    }
    try {
      turns.execute(this::tell);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: nobody is told because the connection is closed", this, e);
    }
  }

  private void tell() {
    for (String name = next(); name != null; name = next()) {
      try {
        tell(name);
      } catch (RuntimeException | Error e) {
        LOG.error("{}: whether {} is there is not told", this, name, e);
      }
    }
  }

  private void tell(String name) {
    Object member = member(name);
    boolean present = fleet.attendance().has(name);
    if (present && member == null) {
      join(name);
    } else if (!present && member != null) {
      leave(name, member);
    } else if (!present) { // it was there for too short a time
      clients.removeUnused(fleet, name);
    }
  }

  /** After a loss of the connection, waits until it is known again who is present. */
  private synchronized @Nullable String next() {
    Iterator<String> names = state.changed.iterator();
    if (state.closed || !fleet.attendance().isKnown() || !names.hasNext()) {
      state.changed.clear(); // a review brings all of them again
      state.telling = false;
      return null;
    }
    String name = names.next();
    names.remove();
    return name;
  }

  private synchronized @Nullable Object member(String name) {
    return members.get(name);
  }

  private void join(String name) {
    Object client = clients.clientOf(key, name, interceptors);
    synchronized (this) {
      if (!state.closed) {
        members.put(name, client);
      }
    }
    if (member(name) == null) {
      clients.close(client); // the fleet was closed meanwhile
    } else {
      joined.forEach(handler -> call(() -> handler.accept(name, client), name + " joined"));
    }
  }

  private void leave(String name, Object client) {
    left.forEach(handler -> call(() -> handler.accept(name), name + " left"));
    synchronized (this) {
      members.remove(name);
    }
    clients.close(client);
  }

  private void call(Runnable handler, String event) {
    clients.whileRunning(
        fleet + ": a handler",
        () -> {
          try {
            handler.run();
          } catch (RuntimeException | Error e) {
            LOG.error("{}: a handler failed when {}; the next is called", fleet, event, e);
          }
        });
  }

  /** See {@link io.mqttremoting.Fleet#onJoined}. */
  public Subscription onJoined(BiConsumer<String, Object> handler) {
    requireOpen(); // after closing, the turns still take tasks while one runs
    try {
      turns.execute(() -> tellAll(handler));
    } catch (RejectedExecutionException e) {
      throw connectionClosed(e);
    }
    return () -> {
      try {
        turns.execute(() -> joined.remove(handler)); // after it was added
      } catch (RejectedExecutionException e) {
        LOG.debug("{}: nobody is told any more because the connection is closed", fleet, e);
      }
    };
  }

  private void tellAll(BiConsumer<String, Object> handler) {
    joined.add(handler);
    Map<String, Object> now;
    synchronized (this) {
      now = new LinkedHashMap<>(members);
    }
    now.forEach((name, client) -> call(() -> handler.accept(name, client), name + " joined"));
  }

  /** See {@link io.mqttremoting.Fleet#onLeft}. */
  public Subscription onLeft(Consumer<String> handler) {
    requireOpen();
    left.add(handler);
    return () -> left.remove(handler);
  }

  /** See {@link io.mqttremoting.Fleet#instances}. */
  public Set<String> instances() {
    return fleet.attendance().present();
  }

  /** See {@link io.mqttremoting.Fleet#get}. */
  public Object get(String name) {
    synchronized (this) {
      requireOpen();
      Object known = state.asked.get(name);
      if (known != null && !clients.isClosed(known)) {
        return known;
      }
      state.asked.remove(name); // its user has closed it
    }
    Object client = clients.clientOf(key, name, interceptors); // may wait for the broker
    Object kept;
    synchronized (this) {
      kept = state.closed ? null : state.asked.computeIfAbsent(name, none -> client);
    }
    if (kept != client) {
      clients.close(client); // another thread was faster
    }
    if (kept == null) {
      throw closed();
    }
    return kept;
  }

  private synchronized void requireOpen() {
    if (state.closed) {
      throw closed();
    }
    if (clients.isConnectionClosed()) {
      throw connectionClosed(null);
    }
  }

  private RemotingException connectionClosed(@Nullable Exception cause) {
    return new RemotingException(ErrorCode.CANCELLED, fleet + ": the connection is closed", cause);
  }

  private RemotingException closed() {
    return new RemotingException(ErrorCode.CANCELLED, fleet + " is closed", null);
  }

  /** See {@link io.mqttremoting.Fleet#await}. */
  public boolean await(String name, Duration timeout) throws InterruptedException {
    requireOpen();
    return fleet.attendance().await(key.name().withInstance(name).instance(), timeout);
  }

  /** See {@link io.mqttremoting.Fleet#close}. */
  public void close() {
    List<Object> all = new ArrayList<>();
    synchronized (this) {
      if (state.closed) {
        return;
      }
      state.closed = true;
      all.addAll(members.values());
      all.addAll(state.asked.values());
      members.clear();
      state.asked.clear();
    }
    all.forEach(clients::close);
    clients.leave(key, fleet, listener);
  }

  @Override
  public synchronized String toString() {
    return fleet + (state.closed ? ", closed" : "");
  }
}
