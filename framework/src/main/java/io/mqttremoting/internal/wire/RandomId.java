package io.mqttremoting.internal.wire;

import java.security.SecureRandom;

/** Identifiers that nobody else has, and nobody can guess. */
public final class RandomId {
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomId() {}

  /** Another one, of up to 16 hexadecimal digits. */
  public static String next() {
    return Long.toHexString(RANDOM.nextLong());
  }
}
