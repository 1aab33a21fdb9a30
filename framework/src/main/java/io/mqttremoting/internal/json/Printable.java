package io.mqttremoting.internal.json;

/** Makes received text safe for a log line. */
public final class Printable {
  private Printable() {}

  /**
   * Escapes, as in JSON, control characters, characters that change the writing direction, and
   * unpaired surrogates: a line feed becomes a backslash and an n.
   */
  public static String of(String text) {
    if (text.codePoints().allMatch(Printable::isPrintable)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isPrintable(c)) {
                escaped.appendCodePoint(c);
              } else if (c == '\n') {
                escaped.append("\\n");
              } else if (c == '\r') {
                escaped.append("\\r");
              } else if (c == '\t') {
                escaped.append("\\t");
              } else {
                escaped.append(String.format("\\u%04x", c));
              }
            });
    return escaped.toString();
  }

  /** Like {@link #of(String)}, but cuts what exceeds {@code limit} characters. */
  public static String of(String text, int limit) {
    return text.length() <= limit ? of(text) : of(text.substring(0, limit)) + "...";
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
