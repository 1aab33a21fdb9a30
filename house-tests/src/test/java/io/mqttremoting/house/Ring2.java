package io.mqttremoting.house;

/** Uses {@link Ring3}, which uses this class in a lambda of a nested class. */
final class Ring2 {
  static void begin() {
    new Ring3.Nested().begin();
  }

  private Ring2() {}
}
