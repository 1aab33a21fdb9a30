package io.mqttremoting.internal.connection;

import java.util.function.BooleanSupplier;

/**
 * Makes the {@link Fence} of each connection. A broker that ends connections running because of
 * them is not asked for them again. Used by one thread at a time.
 */
final class Fences {
  private static final int MAX_LOSSES = 2;

  private final ConnectionSettings settings;
  private final BooleanSupplier closing;
  private Fence latest; // null before the first attempt
  private int losses; // of connections running

  /** Fences that wait less when {@code closing}. */
  Fences(ConnectionSettings settings, BooleanSupplier closing) {
    this.settings = settings;
    this.closing = closing;
  }

  /** For the next connection. */
  Fence next() {
    if (losses < MAX_LOSSES) {
      losses = latest != null && latest.isLostInOpening() ? losses + 1 : 0;
    }
    latest = new Fence(settings, closing, losses >= MAX_LOSSES);
    return latest;
  }
}
