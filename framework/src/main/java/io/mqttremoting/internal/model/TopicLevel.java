package io.mqttremoting.internal.model;

import java.nio.charset.StandardCharsets;

/**
 * The rule for names that are used as a topic level: those of modules, interfaces, members, clients
 * and groups (MQTT 5, sections 1.5.4 and 4.7).
 */
public final class TopicLevel {
  /** With levels of this size, no topic exceeds the maximum length of a reply topic. */
  private static final int MAX_BYTES = 200;

  /** The rule as text, to be appended to the name. */
  public static final String RULE =
      " must be one topic level: 1 to "
          + MAX_BYTES
          + " bytes in UTF-8, without '/', '+', '#', '$' and characters that MQTT forbids, such as"
          + " control characters";

  private TopicLevel() {}

  /** Whether a name is a valid topic level. */
  public static boolean isValid(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_BYTES
        && name.codePoints().allMatch(c -> "/+#$".indexOf(c) < 0 && isText(c))
        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  /** Whether MQTT allows and recommends a character in strings (MQTT 5, section 1.5.4). */
  public static boolean isText(int c) {
    if (c >= ' ' && c < 0x7F) {
      return true; // the usual case
    }
    return !Character.isISOControl(c)
        && Character.getType(c) != Character.SURROGATE // an unpaired one
        && (c & 0xFFFE) != 0xFFFE // these and the next ones are non-characters
        && (c < 0xFDD0 || c > 0xFDEF);
  }
}
