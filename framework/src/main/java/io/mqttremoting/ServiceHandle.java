package io.mqttremoting;

/** Stops serving an implementation. Thread-safe. */
public final class ServiceHandle implements AutoCloseable {
  private final Runnable closer;
  private final String name;
  private volatile boolean closed;

  /** A handle for the service {@code name}, which {@code closer} stops. */
  ServiceHandle(Runnable closer, String name) {
    this.closer = closer;
    this.name = name;
  }

  /**
   * Stops serving: accepts no new requests, waits for running requests for at most {@link
   * ConnectionBuilder#drainTimeout}, publishes that the service is offline, ends its subscriptions
   * at the broker, and removes the handlers that were added to the implementation. The last values
   * remain at the broker. Closing again has no effect.
   *
   * <p>Another thread removes the handlers while this thread waits for a second at most, so a
   * {@code Subscription} that hangs cannot block closing. Do not hold a lock that the {@code
   * Subscription} needs while closing.
   */
  @Override
  public void close() {
    closed = true;
    closer.run();
  }

  /** The served interfaces, the client identifier, and whether the service is closed. */
  @Override
  public String toString() {
    return "service of " + name + (closed ? ", closed" : "");
  }
}
