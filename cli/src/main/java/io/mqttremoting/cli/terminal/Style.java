package io.mqttremoting.cli.terminal;

/**
 * A colour or weight of text. It is kept as non-characters of Unicode in the text, which {@link
 * Terminal} turns into escape sequences or removes.
 */
public enum Style {
  BOLD('\uFDD1', "\u001b[1m"),
  DIM('\uFDD2', "\u001b[2m"),
  RED('\uFDD3', "\u001b[31m"),
  GREEN('\uFDD4', "\u001b[32m"),
  YELLOW('\uFDD5', "\u001b[33m");

  private static final char END = '\uFDD0';
  private static final String RESET = "\u001b[0m";

  private final char mark;
  private final String sequence;

  Style(char mark, String sequence) {
    this.mark = mark;
    this.sequence = sequence;
  }

  /** The text in this style. */
  public String of(String text) {
    return mark + text + END;
  }

  /** Whether this character begins or ends a style. */
  static boolean isMark(int character) {
    return character >= END && character <= YELLOW.mark;
  }

  /** The escape sequence for a character that begins or ends a style. */
  static String sequence(int character) {
    for (Style style : values()) {
      if (style.mark == character) {
        return style.sequence;
      }
    }
    return RESET;
  }
}
