package io.mqttremoting;

/** An implementation that is being served. Thread-safe. */
public final class ServiceHandle implements AutoCloseable {
  private final Runnable closer;
  private final String name;
  private volatile boolean closed;

  /** A handle that {@code closer} ends, of what is served under {@code name}. */
  ServiceHandle(Runnable closer, String name) {
    this.closer = closer;
    this.name = name;
  }

  /**
   * Stops serving: takes no new requests, waits for those that are being executed, as long as
   * {@link ConnectionBuilder#drainTimeout} at most, says that the service has left, ends its
   * subscriptions at the broker, and takes the handlers from the implementation that had been added
   * to it. The last values remain at the broker. Closing twice is closing once.
   *
   * <p>The handlers are taken by another thread while this one waits, for a second at most, so that
   * a {@code Subscription} that hangs cannot hold it up: do not close while holding a lock that it
   * needs.
   */
  @Override
  public void close() {
    closed = true;
    closer.run();
  }

  /** The interfaces that are served, the client identifier, and whether it was closed. */
  @Override
  public String toString() {
    return "service of " + name + (closed ? ", closed" : "");
  }
}
