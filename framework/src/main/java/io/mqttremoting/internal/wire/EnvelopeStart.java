package io.mqttremoting.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the first fields of an envelope, in the form in which this library writes them, without
 * going through the rest: in each message there is one part that has to be known at once, in a
 * thread that is not to be held up. Whatever has another form is not read here, but by Jackson.
 */
final class EnvelopeStart {
  /** Of a number that is read here; longer ones may not fit into a {@code long}. */
  private static final int MAX_DIGITS = 15;

  private final byte[] json;
  private int position;

  EnvelopeStart(byte[] json) {
    this.json = json;
  }

  /** A field's name as it is written after {@code before}, and ends with a colon. */
  static byte[] fieldName(char before, String name) {
    return (before + "\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether this comes next. */
  boolean goesOnWith(byte[] expected) {
    int end = position + expected.length;
    return end <= json.length && Arrays.equals(json, position, end, expected, 0, expected.length);
  }

  /**
   * The text of a field; {@code null}, and nothing is read, if another field comes next, or the
   * text is longer, or is not plain ASCII.
   */
  String text(byte[] fieldName, int maxLength) {
    int begin = position + fieldName.length + 1; // behind the quotation mark
    if (!goesOnWith(fieldName) || begin > json.length || json[begin - 1] != '"') {
      return null;
    }
    int end = begin;
    while (end < json.length && end - begin <= maxLength && isPlain(json[end])) {
      end++;
    }
    if (end == json.length || json[end] != '"' || end - begin > maxLength) {
      return null;
    }
    position = end + 1;
    return new String(json, begin, end - begin, StandardCharsets.ISO_8859_1);
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\' && b != 0x7F;
  }

  /** The positive number of a field, without a fraction; {@code null}, as for {@link #text}. */
  Long number(byte[] fieldName) {
    int begin = position + fieldName.length;
    if (!goesOnWith(fieldName) || begin == json.length || json[begin] == '0') {
      return null;
    }
    int end = begin;
    long number = 0;
    while (end < json.length && end - begin < MAX_DIGITS && json[end] >= '0' && json[end] <= '9') {
      number = 10 * number + json[end] - '0';
      end++;
    }
    if (end == begin || end == json.length || json[end] != ',') {
      return null;
    }
    position = end;
    return number;
  }
}
