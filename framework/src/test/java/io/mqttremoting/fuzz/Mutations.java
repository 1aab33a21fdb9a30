package io.mqttremoting.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Derives payloads from valid ones: mostly JSON with values of another type, nested, huge, missing
 * or duplicate ones, and some payloads that are not JSON or not even text.
 */
final class Mutations {
  private static final int MAX_SEARCHED = 2000;
  private static final Pattern VALUE =
      Pattern.compile(
          "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"(?!\\s*:)|-?[0-9][-+.0-9eE]*|true|false|null");
  private static final Pattern FIELD =
      Pattern.compile(
          "\"[^\"]*\":(?:\"[^\"]*\"|[-+.0-9eE]+|true|false|null|\\{[^{}]*}|\\[[^\\[\\]]*])");

  private static final String[] VALUES = {
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "13",
    "14",
    "1.5",
    "1.0",
    "1e3",
    "-0.0",
    "1e-400",
    "127",
    "128",
    "255",
    "256",
    "32768",
    "65536",
    "2147483648",
    "9007199254740993.0",
    "9223372036854775807",
    "9223372036854775808",
    "1e18",
    "1e19",
    "1e999",
    "1e2147483647",
    "1e-2147483648",
    "1e999999999",
    "-1e999999999999",
    "99999999999999999999999999",
    "\"\"",
    "\"x\"",
    "\"NaN\"",
    "\"0\"",
    "\"RED\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"2026-13-45T99:99:99Z\"",
    "\"+1000000000-12-31T23:59:59Z\"",
    "\"P1000000000000D\"",
    "\"PT-1e9S\"",
    "\"AQI\"",
    "\"====\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"\":null}",
    "[1,2,3]",
    "{\"i\":1,\"i\":2}",
    "{\"next\":{\"next\":{\"next\":null}}}",
    "{\"@class\":\"java.io.File\"}",
    "[\"java.util.ArrayList\",[]]",
    "NaN",
    "Infinity",
    "-",
    "'x'",
    "undefined",
    "\"",
    "[",
    "{",
    ""
  };

  private static final String[] PIECES = {
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "\\ud800",
    "\\u0000",
    "\0",
    "\uFEFF",
    " ",
    "\n",
    "\"data\":",
    "\"error\":{",
    "\"correlationData\":",
    "\"responseTopic\":null,",
    "\"timeoutMillis\":0,",
    "\"repeatedAfterMillis\":1e99,",
    "\"online\":",
    "//",
    "/*",
    "é"
  };

  private Mutations() {}

  /** Returns a payload derived from {@code good}, sometimes {@code good} itself. */
  static byte[] of(Choices choices, String good) {
    if (choices.once(8)) {
      return good.getBytes(UTF_8);
    }
    if (choices.once(24)) {
      return choices.bytes(64);
    }
    String text = good;
    for (int changes = choices.of(0, 0, 0, 1, 2); changes >= 0; changes--) {
      text = changed(choices, text);
    }
    byte[] payload = text.getBytes(UTF_8);
    return choices.once(6) ? damaged(choices, payload) : payload;
  }

  private static String changed(Choices choices, String text) {
    return switch (choices.below(10)) {
      case 0, 1, 2, 3 -> replaced(choices, text, VALUE, value(choices));
      case 4 -> replaced(choices, text, FIELD, "");
      case 5 -> doubled(choices, text);
      case 6 -> replaced(choices, text, VALUE, nested(choices));
      case 7 -> replaced(choices, text, VALUE, large(choices));
      case 8 -> inserted(choices, text, choices.of(PIECES));
      default -> text.substring(0, choices.below(text.length() + 1));
    };
  }

  private static String value(Choices choices) {
    return choices.once(8)
        ? "\"" + new String(choices.bytes(24), ISO_8859_1).replaceAll("[\"\\\\]", "") + "\""
        : choices.of(VALUES);
  }

  private static String nested(Choices choices) {
    int depth = choices.of(3, 50, 190, 205, 1000);
    String open = choices.of("[", "{\"next\":", "{\"map\":{\"0\":[", "[[");
    String close = choices.once(2) ? "" : choices.of("]", "}", "]}}", "]]").repeat(depth);
    return open.repeat(depth) + choices.of("", "1", "null", "{}") + close;
  }

  private static String large(Choices choices) {
    int length = choices.of(10, 300, 999, 1001, 2000);
    return switch (choices.below(4)) {
      case 0 -> "\"" + choices.of("a", "é", "\\u0001", "/x", "😀").repeat(length) + "\"";
      case 1 -> "9".repeat(length);
      case 2 -> "0." + "3".repeat(length) + choices.of("", "e5", "e-99999");
      default -> "[" + "0,".repeat(length) + "0]";
    };
  }

  private static String replaced(Choices choices, String text, Pattern what, String by) {
    List<MatchResult> found = found(what, text);
    if (found.isEmpty()) {
      return inserted(choices, text, by);
    }
    MatchResult place = found.get(choices.below(found.size()));
    return text.substring(0, place.start()) + by + text.substring(place.end());
  }

  /**
   * All matches of {@code what}; none in long texts, where Java's regular expressions would
   * overflow the stack.
   */
  private static List<MatchResult> found(Pattern what, String text) {
    return text.length() > MAX_SEARCHED ? List.of() : what.matcher(text).results().toList();
  }

  private static String doubled(Choices choices, String text) {
    List<MatchResult> found = found(FIELD, text);
    if (found.isEmpty()) {
      return text + text;
    }
    MatchResult field = found.get(choices.below(found.size()));
    String again = choices.once(2) ? field.group() : replaced(choices, field.group(), VALUE, "[]");
    return text.substring(0, field.end()) + "," + again + text.substring(field.end());
  }

  private static String inserted(Choices choices, String text, String piece) {
    int at = choices.below(text.length() + 1);
    return text.substring(0, at) + piece + text.substring(at);
  }

  private static byte[] damaged(Choices choices, byte[] payload) {
    if (payload.length == 0 || choices.once(4)) {
      return choices.once(2) ? new byte[0] : new byte[] {(byte) 0xC0, (byte) 0x80};
    }
    byte[] damaged = payload.clone();
    for (int i = choices.below(3); i >= 0; i--) {
      damaged[choices.below(damaged.length)] = (byte) choices.below(256);
    }
    return choices.once(3)
        ? Arrays.copyOfRange(damaged, choices.below(damaged.length), damaged.length)
        : damaged;
  }
}
