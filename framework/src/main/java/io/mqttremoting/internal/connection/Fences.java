package io.mqttremoting.internal.connection;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link Fence} of each connection. If a broker has ended two connections in a row
 * because of fences, later connections do without. Used by one thread at a time.
 */
final class Fences {
  private static final int MAX_LOSSES = 2;

  private final ConnectionSettings settings;
  private final BooleanSupplier closing;
  private @Nullable Fence latest; // null before the first attempt
  private int losses; // connections in a row that were lost because of fences

  /** Makes fences that wait less when {@code closing} is true. */
  Fences(ConnectionSettings settings, BooleanSupplier closing) {
    this.settings = settings;
    this.closing = closing;
  }

  /** The fence of the next connection. */
  Fence next() {
    if (losses < MAX_LOSSES) {
      losses = latest != null && latest.isLostInOpening() ? losses + 1 : 0;
    }
    latest = new Fence(settings, closing, losses >= MAX_LOSSES);
    return latest;
  }
}
