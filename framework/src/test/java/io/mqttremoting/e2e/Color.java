package io.mqttremoting.e2e;

import com.fasterxml.jackson.annotation.JsonValue;

/** An enum that travels as its {@code @JsonValue}. */
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
