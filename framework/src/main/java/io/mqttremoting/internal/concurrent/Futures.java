package io.mqttremoting.internal.concurrent;

import java.util.concurrent.CompletionException;

/** Helps with futures. */
public final class Futures {
  private Futures() {}

  /** The failure itself, of which a dependent future only gets the wrapped form. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
