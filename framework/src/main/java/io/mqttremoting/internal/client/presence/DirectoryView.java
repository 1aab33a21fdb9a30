package io.mqttremoting.internal.client.presence;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.api.ServiceInfo.State;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Watchdog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells handlers what changes in a {@link ServiceDirectory}, one at a time, in a worker thread. If
 * a service changes faster than that, only the latest counts, so what waits is bounded by the
 * number of interfaces. Thread-safe.
 */
public final class DirectoryView {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryView.class);

  private final ServiceDirectory directory;
  private final TaskQueue turns;
  private final Watchdog watchdog;
  private final List<Consumer<ServiceInfo>> handlers = new CopyOnWriteArrayList<>();

  /** What handlers were told, by interface and client identifier; used in turns only. */
  private final Map<String, Map<String, ServiceInfo>> told = new TreeMap<>();

  private final Set<String> changed = new LinkedHashSet<>(); // guarded by this
  private boolean telling; // guarded by this
  private volatile boolean closed;

  /**
   * Tells handlers in {@code turns}, which run one at a time.
   *
   * @param watchdog logs those that run too long
   */
  public DirectoryView(ServiceDirectory directory, TaskQueue turns, Watchdog watchdog) {
    this.directory = directory;
    this.turns = turns;
    this.watchdog = watchdog;
  }

  /** Begins to listen. */
  public void open() {
    directory.listen(this::onChanged);
  }

  private void onChanged(Collection<String> ids) {
    synchronized (this) {
      changed.addAll(ids);
      if (telling || changed.isEmpty()) {
        return;
      }
      telling = true;
    }
    try {
      turns.execute(this::tellAll);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: nobody is told because the connection is closed", directory, e);
    }
  }

  private void tellAll() {
    for (String id = next(); id != null; id = next()) {
      tell(id);
    }
  }

  /** While our connection is broken, nothing changes; later everything is compared. */
  private synchronized @Nullable String next() {
    Iterator<String> ids = changed.iterator();
    if (!directory.isKnown() || !ids.hasNext()) {
      changed.clear();
      telling = false;
      return null;
    }
    String id = ids.next();
    ids.remove();
    return id;
  }

  private void tell(String id) {
    Map<String, ServiceInfo> now = new LinkedHashMap<>();
    directory.services(id).forEach(service -> now.put(service.clientId().orElse(""), service));
    if (!directory.isKnown()) {
      return; // lost meanwhile
    }
    Map<String, ServiceInfo> before = now.isEmpty() ? told.remove(id) : told.put(id, now);
    List<ServiceInfo> events = new ArrayList<>();
    if (before != null) {
      before.forEach(
          (clientId, service) -> {
            boolean hasStatusNow = clientId.isEmpty() && !now.isEmpty(); // its values came first
            if (!now.containsKey(clientId) && !hasStatusNow) {
              events.add(service.withState(State.GONE));
            }
          });
    }
    now.forEach(
        (clientId, service) -> {
          if (before == null || !service.equals(before.get(clientId))) {
            events.add(service);
          }
        });
    events.forEach(event -> handlers.forEach(handler -> call(handler, event)));
  }

  private void call(Consumer<ServiceInfo> handler, ServiceInfo event) {
    watchdog.run(
        directory + ": a handler of changes",
        () -> {
          try {
            handler.accept(event);
          } catch (RuntimeException | Error e) {
            LOG.error("{}: a handler failed for {}; the next is called", directory, event, e);
          }
        });
  }

  /** See {@link io.mqttremoting.Discovery#onChanged}. */
  public Subscription onChanged(Consumer<ServiceInfo> handler) {
    if (closed || directory.isClosed()) { // the turns still take tasks while one runs
      throw closed(null);
    }
    AtomicBoolean open = new AtomicBoolean(true);
    Consumer<ServiceInfo> whileOpen =
        service -> {
          if (open.get()) {
            handler.accept(service);
          }
        };
    try {
      turns.execute(
          () -> {
            handlers.add(whileOpen);
            told.values().forEach(each -> each.values().forEach(info -> call(whileOpen, info)));
          });
    } catch (RejectedExecutionException e) { // with its connection
      throw closed(e);
    }
    return () -> {
      open.set(false);
      handlers.remove(whileOpen);
    };
  }

  private RemotingException closed(@Nullable Exception cause) {
    return new RemotingException(
        ErrorCode.CANCELLED, "the discovery of " + directory + " is closed", cause);
  }

  /** Calls no handler from now on. */
  public void close() {
    closed = true;
    handlers.clear();
    directory.listen(nothing -> {});
  }
}
