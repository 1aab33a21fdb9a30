package io.mqttremoting.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Asserts the complete messages of interface errors. */
final class InterfaceErrors {
  private InterfaceErrors() {}

  static void assertBroken(Class<?> type, String... rules) {
    String count = rules.length == 1 ? "a rule is broken" : rules.length + " rules are broken";
    String expected =
        type.getName()
            + " cannot be a remote interface, "
            + count
            + ":\n- "
            + String.join("\n- ", rules);
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> InterfaceReader.read(type));
    assertEquals(expected, thrown.getMessage());
  }
}
