package io.mqttremoting.api;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The handlers of a signal, in the order in which they were added. Thread-safe: handlers may be
 * added and closed at any time, also from within a handler.
 *
 * @param <H> the type of the handlers
 */
public final class Listeners<H> {
  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  private final CopyOnWriteArrayList<Entry<H>> entries = new CopyOnWriteArrayList<>();

  /** Creates an empty list of handlers. */
  public Listeners() {}

  /**
   * Adds a handler after the existing ones. The same handler may be added more than once; each
   * subscription removes one of them.
   */
  public Subscription add(H handler) {
    Entry<H> entry = new Entry<>(Objects.requireNonNull(handler, "handler"));
    entries.add(entry);
    return () -> {
      entry.closed = true;
      entries.remove(entry);
    };
  }

  /**
   * Passes each handler to {@code call}, in the calling thread, and returns when all have been
   * called. Several threads may call this at the same time. If a handler throws, the exception is
   * logged through {@link System.Logger} under this class's name, and the next handler is called.
   */
  public void forEach(Consumer<? super H> call) {
    for (Entry<H> entry : entries) {
      if (entry.closed) {
        continue;
      }
      try {
        call.accept(entry.handler);
      } catch (Exception | AssertionError e) {
        LOG.log(Level.ERROR, "Handler " + entry.handler + " failed; continuing with the next", e);
      }
    }
  }

  /** Whether there are no handlers. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  private static final class Entry<H> {
    private final H handler;
    private volatile boolean closed;

    Entry(H handler) {
      this.handler = handler;
    }
  }
}
