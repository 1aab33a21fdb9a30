package io.mqttremoting.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Texts for people. */
public final class Text {
  private Text() {}

  /**
   * The line with all characters escaped that could control a terminal or hide what is there: a
   * message may contain any. Within JSON the result is the same JSON.
   *
   * @param styled whether styles become escape sequences; otherwise they are removed
   */
  static String safe(String line, boolean styled) {
    StringBuilder safe = new StringBuilder(line.length());
    line.codePoints()
        .forEach(
            c -> {
              if (Style.isMark(c)) {
                safe.append(styled ? Style.sequence(c) : "");
              } else if (isUnsafe(c)) {
                for (char unit : Character.toChars(c)) {
                  safe.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  private static boolean isUnsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT -> c != 0x200D && c != 0x00AD; // joins emoji; hyphenates words
      default -> false;
    };
  }

  /** Whether a text has another in it, in upper or lower case. */
  public static boolean has(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  /** How many columns a text takes, without its styles. */
  static int width(String text) {
    return (int) text.codePoints().filter(c -> !Style.isMark(c)).count();
  }

  /** How long something takes or has been there, in the largest unit that fits: {@code 3 h}. */
  public static String roughly(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / (24 * 3600) + " d";
  }

  /** A measured time in milliseconds, with one digit after the point. */
  public static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}
