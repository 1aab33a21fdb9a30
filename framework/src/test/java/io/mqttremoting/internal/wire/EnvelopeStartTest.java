package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeStartTest {
  private static final byte[] A = EnvelopeStart.fieldName('{', "a");
  private static final byte[] B = EnvelopeStart.fieldName(',', "b");
  private static final byte[] C = EnvelopeStart.fieldName(',', "c");
  private static final int MAX = 5;

  private static EnvelopeStart start(String json) {
    return new EnvelopeStart(json.getBytes(UTF_8));
  }

  @Test
  void fieldAfterField() {
    EnvelopeStart start = start("{\"a\":\"x y\",\"b\":12,\"c\":[]}");
    assertNull(start.text(B, MAX));
    assertEquals("x y", start.text(A, MAX));
    assertNull(start.text(A, MAX));
    assertEquals(12L, start.number(B));
    assertTrue(start.isNext(C));
    assertFalse(start.isNext(B));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "12345"})
  void texts(String text) {
    assertEquals(text, start("{\"a\":\"" + text + "\"}").text(A, MAX));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\":",
        "{\"a\":\"",
        "{\"a\":\"x",
        "{\"a\":x\"",
        "{\"a\":\"x\\\"\"}",
        "{\"a\":\"\u00e4\"}",
        "{\"a\":\"\u0000\"}",
        "{\"a\":\"\u007f\"}",
        "{\"a\":\"123456\"}",
        "{\"a\":\"123456",
        "{\"a\" :\"x\"}",
        " {\"a\":\"x\"}",
        "{\"b\":\"x\"}",
        "{\"a\":1}",
      })
  void noTexts(String json) {
    EnvelopeStart start = start(json);
    assertNull(start.text(A, MAX));
    assertEquals(json.startsWith("{\"a\":"), start.isNext(A)); // nothing has been consumed
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 30_000, 999_999_999_999_999L})
  void numbers(long number) {
    assertEquals(number, start("{\"a\":" + number + ",").number(A));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1}",
        "0,",
        "01,",
        "-1,",
        "1.5,",
        "1e3,",
        "1 ,",
        "\"1\",",
        "x,",
        ",",
        "1000000000000000,",
        "99999999999999999999,",
      })
  void noNumbers(String number) {
    assertNull(start("{\"a\":" + number).number(A));
  }
}
