package io.mqttremoting;

/** An implementation that is being served. Thread-safe. */
public final class ServiceHandle implements AutoCloseable {
  private final Runnable closer;

  ServiceHandle(Runnable closer) {
    this.closer = closer;
  }

  /**
   * Stops serving: ends the subscriptions at the broker, and takes the handlers from the
   * implementation that had been added to it. The last values remain at the broker. Closing twice
   * is closing once.
   */
  @Override
  public void close() {
    closer.run();
  }
}
