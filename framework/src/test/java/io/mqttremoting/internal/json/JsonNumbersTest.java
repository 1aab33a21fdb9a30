package io.mqttremoting.internal.json;

import static io.mqttremoting.internal.json.Json.decode;
import static io.mqttremoting.internal.json.Json.encode;
import static io.mqttremoting.internal.json.Json.refusal;
import static io.mqttremoting.internal.json.Json.unencodable;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers: exact, finite, in range, and whole where an integer is expected. */
class JsonNumbersTest {
  private static final String NOT_FINITE = " cannot be sent: JSON has only finite numbers";

  record Numbers(byte b, short s, int i, long l, float f, double d) {}

  record Boxes(Integer i, Double d, Float f) {}

  record Measured(String name, double value) {}

  static Stream<Arguments> bothWays() {
    return Stream.of(
        arguments(byte.class, "-128", (byte) -128),
        arguments(Byte.class, "127", (byte) 127),
        arguments(short.class, "-32768", Short.MIN_VALUE),
        arguments(Short.class, "32767", Short.MAX_VALUE),
        arguments(int.class, "-2147483648", Integer.MIN_VALUE),
        arguments(Integer.class, "2147483647", Integer.MAX_VALUE),
        arguments(long.class, "-9223372036854775808", Long.MIN_VALUE),
        arguments(long.class, "9223372036854775807", Long.MAX_VALUE),
        arguments(Long.class, "9007199254740993", 9007199254740993L),
        arguments(double.class, "5.0", 5.0),
        arguments(double.class, "1.0E-9", 1e-9),
        arguments(Double.class, "1.7976931348623157E308", Double.MAX_VALUE),
        arguments(double.class, "4.9E-324", Double.MIN_VALUE),
        arguments(double.class, "-0.0", -0.0),
        arguments(float.class, "0.1", 0.1f),
        arguments(Float.class, "3.4028235E38", Float.MAX_VALUE),
        arguments(float.class, "-0.0", -0.0f),
        arguments(BigInteger.class, "99999999999999999999", new BigInteger("99999999999999999999")),
        arguments(BigDecimal.class, "5.10", new BigDecimal("5.10")),
        arguments(BigDecimal.class, "1E+400", new BigDecimal("1E+400")),
        arguments(OptionalInt.class, "5", OptionalInt.of(5)),
        arguments(OptionalDouble.class, "0.5", OptionalDouble.of(0.5)),
        arguments(OptionalDouble.class, "null", OptionalDouble.empty()),
        arguments(int[].class, "[1,-2]", new int[] {1, -2}),
        arguments(long[].class, "[9007199254740993]", new long[] {9007199254740993L}),
        arguments(short[].class, "[1]", new short[] {1}),
        arguments(double[].class, "[1.5,1.0E-9]", new double[] {1.5, 1e-9}),
        arguments(float[].class, "[0.1]", new float[] {0.1f}),
        arguments(double[][].class, "[[1.5],[]]", new double[][] {{1.5}, {}}),
        arguments(Integer[].class, "[1,null]", new Integer[] {1, null}),
        arguments(
            Numbers.class,
            "{\"b\":1,\"s\":2,\"i\":3,\"l\":4,\"f\":0.5,\"d\":0.25}",
            new Numbers((byte) 1, (short) 2, 3, 4, 0.5f, 0.25)),
        arguments(Boxes.class, "{\"i\":null,\"d\":null,\"f\":null}", new Boxes(null, null, null)));
  }

  @ParameterizedTest
  @MethodSource
  void bothWays(Type type, String json, Object value) throws BadPayloadException {
    assertEquals(json, encode(type, value));
    assertArrayEquals(new Object[] {value}, new Object[] {decode(type, json)});
  }

  static Stream<Arguments> integersWrittenAsOtherLanguagesDo() {
    return Stream.of(
        arguments(int.class, "5.0", 5),
        arguments(int.class, "1e3", 1000),
        arguments(int.class, "1.5e1", 15),
        arguments(int.class, "50e-1", 5),
        arguments(int.class, "-0.0", 0),
        arguments(Integer.class, "-5.000", -5),
        arguments(byte.class, "5.0", (byte) 5),
        arguments(short.class, "1E3", (short) 1000),
        arguments(long.class, "1e18", 1_000_000_000_000_000_000L),
        arguments(long.class, "9007199254740993.0", 9007199254740993L),
        arguments(Long.class, "9007199254740993.0", 9007199254740993L),
        arguments(long.class, "9223372036854775807.0", Long.MAX_VALUE),
        arguments(long.class, "-9223372036854775808.0", Long.MIN_VALUE),
        arguments(BigInteger.class, "9007199254740993.0", new BigInteger("9007199254740993")),
        arguments(OptionalInt.class, "5.0", OptionalInt.of(5)),
        arguments(int[].class, "[1,2.0,1e3]", new int[] {1, 2, 1000}),
        arguments(long[].class, "[9007199254740993.0]", new long[] {9007199254740993L}),
        arguments(new Json.Of<List<Long>>() {}.type, "[5.0,1e3]", List.of(5L, 1000L)),
        arguments(new Json.Of<Map<String, Integer>>() {}.type, "{\"k\":5.0}", Map.of("k", 5)),
        arguments(new Json.Of<Optional<Integer>>() {}.type, "5.0", Optional.of(5)),
        arguments(
            Numbers.class,
            "{\"b\":1.0,\"s\":1e1,\"i\":3.0,\"l\":4e0,\"f\":5,\"d\":6}",
            new Numbers((byte) 1, (short) 10, 3, 4, 5, 6)),
        arguments(double.class, "1e-09", 1e-9),
        arguments(float.class, "3.4028234663852886e+38", Float.MAX_VALUE),
        arguments(Object.class, "5.0", 5.0),
        arguments(Number.class, "1e400", new BigDecimal("1e400")));
  }

  @ParameterizedTest
  @MethodSource
  void integersWrittenAsOtherLanguagesDo(Type type, String json, Object value)
      throws BadPayloadException {
    assertArrayEquals(new Object[] {value}, new Object[] {decode(type, json)});
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(int.class, "1.5", "1.5 is not an int"),
        arguments(long.class, "9007199254740992.5", "9007199254740992.5 is not a long"),
        arguments(int.class, "1.00000000000000000001", "1.00000000000000000001 is not an int"),
        arguments(int.class, "1e-400", "1e-400 is not an int"),
        arguments(Integer.class, "-1.5", "-1.5 is not an Integer"),
        arguments(BigInteger.class, "1.5", "1.5 is not a BigInteger"),
        arguments(OptionalInt.class, "1.5", "1.5 is not an OptionalInt"),
        arguments(int[].class, "[1,1.5]", "[1]: 1.5 is not an int"),
        arguments(new Json.Of<List<Long>>() {}.type, "[1.5]", "[0]: 1.5 is not a Long"),
        arguments(Numbers.class, "{\"l\":1.5}", "l: 1.5 is not a long"),
        arguments(int.class, "\"5\"", "\"5\" is not an int"),
        arguments(Integer.class, "\"\"", "\"\" is not an Integer"),
        arguments(double.class, "\"5\"", "\"5\" is not a double"),
        arguments(BigDecimal.class, "\"5\"", "\"5\" is not a BigDecimal"),
        arguments(BigInteger.class, "\"5\"", "\"5\" is not a BigInteger"),
        arguments(int[].class, "[\"2\"]", "[0]: \"2\" is not an int"),
        arguments(int[][].class, "[[1],[2,\"x\"]]", "[1][1]: \"x\" is not an int"),
        arguments(int[][].class, "[5]", "[0]: 5 is not an int[]"),
        arguments(int.class, "true", "true is not an int"),
        arguments(int.class, "{}", "an object is not an int"),
        arguments(long.class, "[5]", "an array is not a long"),
        arguments(double[].class, "5", "5 is not a double[]"),
        arguments(int.class, "2147483648", "2147483648 is out of the range of int"),
        arguments(Integer.class, "-2147483649", "-2147483649 is out of the range of int"),
        arguments(int.class, "5000000000.0", "5000000000.0 is out of the range of int"),
        arguments(
            long.class, "9223372036854775808", "9223372036854775808 is out of the range of long"),
        arguments(byte.class, "128", "128 is out of the range of byte"),
        arguments(byte.class, "-129", "-129 is out of the range of byte"),
        arguments(short.class, "32768", "32768 is out of the range of short"),
        arguments(double.class, "1e400", "1e400 is out of the range of double"),
        arguments(Double.class, "-1e400", "-1e400 is out of the range of double"),
        arguments(float.class, "1e39", "1e39 is out of the range of float"),
        arguments(float[].class, "[1,1e39]", "[1]: 1e39 is out of the range of float"),
        arguments(Numbers.class, "{\"d\":1e400}", "d: 1e400 is out of the range of double"),
        arguments(OptionalDouble.class, "1e400", "1e400 is out of the range of double"),
        arguments(int.class, "null", "null is not an int"),
        arguments(double.class, "null", "null is not a double"),
        arguments(int.class, "NaN", "malformed JSON at line 1, column 4"),
        arguments(double.class, "NaN", "malformed JSON at line 1, column 4"),
        arguments(double.class, "-Infinity", "malformed JSON at line 1, column 10"),
        arguments(double.class, "\"NaN\"", "\"NaN\" is not a double"),
        arguments(Double.class, "\"Infinity\"", "\"Infinity\" is not a Double"),
        arguments(float.class, "\"-Infinity\"", "\"-Infinity\" is not a float"),
        arguments(double[].class, "[1,\"NaN\"]", "[1]: \"NaN\" is not a double"),
        arguments(Numbers.class, "{\"f\":\"NaN\"}", "f: \"NaN\" is not a float"),
        arguments(OptionalDouble.class, "\"NaN\"", "\"NaN\" is not an OptionalDouble"),
        arguments(Number.class, "\"NaN\"", "\"NaN\" is not a Number"),
        arguments(int.class, "05", "malformed JSON at line 1, column 2"),
        arguments(int.class, "+5", "malformed JSON at line 1, column 2"),
        arguments(int.class, "0x5", "malformed JSON at line 1, column 2"),
        arguments(double.class, ".5", "malformed JSON at line 1, column 1"),
        arguments(double.class, "5.", "malformed JSON at line 1, column 2"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Type type, String json, String reason) {
    assertEquals(reason, refusal(type, json));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {int.class, long.class, Integer.class, double.class, float.class, BigInteger.class})
  void hugeExponentsAreRefusedAtOnce(Class<?> type) {
    assertTimeout(ofSeconds(2), () -> refusal(type, "1e999999999"));
    assertTimeout(ofSeconds(2), () -> refusal(type, "-1e999999999"));
  }

  @Test
  void tinyExponentsAreReadAtOnce() throws BadPayloadException {
    assertTimeout(ofSeconds(2), () -> refusal(int.class, "1e-999999999"));
    assertEquals(0.0, decode(double.class, "1e-999999999"));
  }

  @Test
  void longNumbers() throws BadPayloadException {
    String digits = "1".repeat(1000);
    assertEquals(new BigInteger(digits), decode(BigInteger.class, digits));
    assertEquals("1".repeat(40) + "… is out of the range of long", refusal(long.class, digits));
    String tooLong = "the JSON is nested too deeply, or a number or a name in it is too long";
    assertEquals(tooLong, refusal(BigInteger.class, digits + "1"));
    assertEquals(tooLong, refusal(double.class, "0.1" + digits));
  }

  @Test
  void everyFloatAndDoubleSurvives() throws BadPayloadException {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      float f = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(f)) {
        assertEquals(f, decode(float.class, encode(float.class, f)));
        assertEquals(f, decode(float.class, Double.toString(f)), "as other languages write it");
      }
      double d = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(d)) {
        assertEquals(d, decode(double.class, encode(double.class, d)));
      }
    }
  }

  static Stream<Arguments> notFinite() {
    return Stream.of(
        arguments(double.class, Double.NaN, "NaN"),
        arguments(Double.class, Double.POSITIVE_INFINITY, "Infinity"),
        arguments(float.class, Float.NaN, "NaN"),
        arguments(Float.class, Float.NEGATIVE_INFINITY, "-Infinity"),
        arguments(Object.class, Double.NaN, "NaN"),
        arguments(Number.class, Float.NaN, "NaN"),
        arguments(OptionalDouble.class, OptionalDouble.of(Double.NaN), "NaN"),
        arguments(new Json.Of<Optional<Double>>() {}.type, Optional.of(Double.NaN), "NaN"),
        arguments(double[].class, new double[] {1, Double.NaN}, "NaN"),
        arguments(float[].class, new float[] {Float.NEGATIVE_INFINITY}, "-Infinity"),
        arguments(double[][].class, new double[][] {{}, {Double.NaN}}, "[1]: NaN"),
        arguments(Float[].class, new Float[] {1f, Float.NaN}, "[1]: NaN"),
        arguments(Measured.class, new Measured("x", Double.NaN), "value: NaN"),
        arguments(
            new Json.Of<List<Measured>>() {}.type,
            List.of(new Measured("x", 1), new Measured("y", Double.NEGATIVE_INFINITY)),
            "[1].value: -Infinity"),
        arguments(
            new Json.Of<Map<String, List<Double>>>() {}.type,
            Map.of("k", List.of(1.0, Double.NaN)),
            "k[1]: NaN"));
  }

  @ParameterizedTest
  @MethodSource
  void notFinite(Type type, Object value, String what) {
    assertEquals(what + NOT_FINITE, unencodable(type, value));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
  interface Shape {}

  record Circle(double radius) implements Shape {}

  /** Jackson buffers what comes before the name of the type, and reads it with another parser. */
  @Test
  void numbersBeforeTheNameOfATypeAreFinite() throws BadPayloadException {
    assertEquals(new Circle(1.5), decode(Shape.class, "{\"radius\":1.5,\"kind\":\"circle\"}"));
    for (String json :
        List.of(
            "{\"radius\":1e400,\"kind\":\"circle\"}", "{\"kind\":\"circle\",\"radius\":1e400}")) {
      assertTrue(refusal(Shape.class, json).endsWith("is out of the range of double"), json);
    }
  }

  @Test
  void decimalsBeyondADoubleStayDecimals() throws BadPayloadException {
    BigDecimal huge = new BigDecimal("1E+400");
    assertEquals(huge, decode(Object.class, encode(Object.class, huge)));
    JsonNode node = JsonNodeFactory.instance.numberNode(huge);
    assertEquals(node, decode(JsonNode.class, encode(JsonNode.class, node)));
  }
}
