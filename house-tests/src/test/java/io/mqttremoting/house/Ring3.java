package io.mqttremoting.house;

/** Uses {@link Ring2} in a lambda of a nested class. */
final class Ring3 {
  private Ring3() {}

  static final class Nested {
    void begin() {
      Runnable back = () -> Ring2.begin();
      back.run();
    }
  }
}
