package io.mqttremoting.internal.model;

import java.nio.charset.StandardCharsets;

/**
 * The one rule for names that stand as a level of our topics: those of modules, interfaces and
 * members, of clients and of groups (MQTT 5, sections 1.5.4 and 4.7).
 */
public final class TopicLevel {
  /** Levels of this size make no topic that is longer than the longest reply topic. */
  private static final int MAX_BYTES = 200;

  /** The rule, as it follows what has to keep it. */
  public static final String RULE =
      " has to be one level of a topic: 1 to "
          + MAX_BYTES
          + " bytes in UTF-8, without '/', '+', '#', '$' and characters that MQTT refuses, such as"
          + " control characters";

  private TopicLevel() {}

  /** Whether a name keeps the rule. */
  public static boolean isValid(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_BYTES
        && name.codePoints().allMatch(c -> "/+#$".indexOf(c) < 0 && isText(c))
        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  /** Whether a character is one that MQTT strings may and should have (MQTT 5, section 1.5.4). */
  public static boolean isText(int c) {
    if (c >= ' ' && c < 0x7F) {
      return true; // most are
    }
    return !Character.isISOControl(c)
        && Character.getType(c) != Character.SURROGATE // one without its other half
        && (c & 0xFFFE) != 0xFFFE // these and the following are no characters
        && (c < 0xFDD0 || c > 0xFDEF);
  }
}
