package io.mqttremoting.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.mqttremoting.api.Metadata;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserPropertiesTest {
  private static UserProperties of(String name, String value) {
    return UserProperties.of(Map.of(name, value));
  }

  /** They are keys of caches; what is sent for one must not be sent for another. */
  @Test
  void thoseWithTheSameHashMayDiffer() {
    assertEquals("Aa".hashCode(), "BB".hashCode());
    assertEquals(of("x", "Aa").hashCode(), of("x", "BB").hashCode());
    assertNotEquals(of("x", "Aa"), of("x", "BB"));
    assertNotEquals(of("Aa", "x"), of("BB", "x"));
    assertEquals(of("x", "Aa"), of("x", "Aa"));
    assertNotEquals(of("x", "Aa"), of("x", "Ab"));
    assertNotEquals(of("x", "Aa"), Map.of("x", "Aa"));
    assertNotEquals(of("x", "Aa"), null);
  }

  @Test
  void whereThereIsNothingToAddThereIsNoCopy() {
    UserProperties some = of("x", "y");
    assertSame(some, some.with(Metadata.empty()));
    assertSame(UserProperties.NONE, UserProperties.of(Map.of()));
    assertSame(UserProperties.NONE, UserProperties.of(Metadata.empty()));
  }
}
