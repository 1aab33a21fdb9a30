package io.mqttremoting.internal.wire;

import java.security.SecureRandom;

/** Creates identifiers that are unique and cannot be guessed. */
public final class RandomId {
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomId() {}

  /** A new identifier of up to 16 hexadecimal digits. */
  public static String next() {
    return Long.toHexString(RANDOM.nextLong());
  }
}
