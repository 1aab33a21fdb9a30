package io.mqttremoting.fuzz;

import java.util.Random;

/**
 * Where a generator takes its decisions from: chance, or a fuzzer that watches what comes of it.
 */
interface Choices {
  /** A number from 0 up to but without {@code bound}. */
  int below(int bound);

  /** Up to {@code most} bytes. */
  byte[] bytes(int most);

  /** One of {@code options}. */
  @SuppressWarnings("unchecked") // an array of its type
  default <T> T of(T... options) {
    return options[below(options.length)];
  }

  /** True once in {@code times}. */
  default boolean once(int times) {
    return below(times) == 0;
  }

  /** By chance, always the same for one {@code seed}. */
  static Choices random(long seed) {
    Random random = new Random(seed);
    return new Choices() {
      @Override
      public int below(int bound) {
        return random.nextInt(bound);
      }

      @Override
      public byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
      }
    };
  }
}
