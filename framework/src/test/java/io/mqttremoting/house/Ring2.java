package io.mqttremoting.house;

/** Leads to {@link Ring3} and, through a lambda of a class in that, back. */
final class Ring2 {
  static void begin() {
    new Ring3.Nested().begin();
  }

  private Ring2() {}
}
