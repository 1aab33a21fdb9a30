package io.mqttremoting.e2e;

import com.fasterxml.jackson.annotation.JsonValue;

/** An enum with values of its own. */
enum Color {
  RED(10),
  GREEN(20);

  private final int value;

  Color(int value) {
    this.value = value;
  }

  @JsonValue
  int value() {
    return value;
  }
}
