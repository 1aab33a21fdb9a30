package io.mqttremoting.fuzz;

import java.util.Random;

/** The source of a generator's decisions: random numbers, or a fuzzer that watches their effect. */
interface Choices {
  /** Returns a number from 0 (inclusive) to {@code bound} (exclusive). */
  int below(int bound);

  /** Returns at most {@code most} bytes. */
  byte[] bytes(int most);

  /** Returns one of {@code options}. */
  @SuppressWarnings("unchecked") // an array of its type
  default <T> T of(T... options) {
    return options[below(options.length)];
  }

  /** Returns true with a probability of 1 in {@code times}. */
  default boolean once(int times) {
    return below(times) == 0;
  }

  /** Random choices, always the same for one {@code seed}. */
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
