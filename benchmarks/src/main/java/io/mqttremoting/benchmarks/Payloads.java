package io.mqttremoting.benchmarks;

import java.nio.charset.StandardCharsets;

/** What small messages hold. */
final class Payloads {
  private static final int BYTES = 64;
  private static final int AROUND = 4; // brackets and quotes

  /** A text that makes an argument list of 64 bytes. */
  static final String TEXT = "x".repeat(BYTES - AROUND);

  /** 64 bytes. */
  static final byte[] RAW = ("[\"" + TEXT + "\"]").getBytes(StandardCharsets.UTF_8);

  private Payloads() {}

  /** A text of that length which differs from the one of another number. */
  static String text(long number) {
    String digits = Long.toString(number);
    return digits + TEXT.substring(digits.length());
  }
}
