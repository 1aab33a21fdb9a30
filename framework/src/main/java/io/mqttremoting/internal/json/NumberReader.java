package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers strictly: only from JSON numbers and without loss. Integers are also read from
 * {@code 5.0} and {@code 1e3}, because other languages may write them so. Jackson would also accept
 * the text {@code "NaN"} for a {@code double}, and for an integer either no fraction or any.
 */
final class NumberReader extends StdScalarDeserializer<Object> {
  private static final long serialVersionUID = 1L;
  private static final double LONG_LIMIT = 0x1p63;
  private static final Map<Class<?>, NumberReader> BY_TYPE = byType();

  /** Reads a number; returns {@code null} if it must be a whole number and is not. */
  private interface Reading {
    @Nullable Object from(JsonParser json) throws IOException;
  }

  private final transient Reading reading;
  private final transient @Nullable Object nullValue;

  private NumberReader(Class<?> type, Reading reading, @Nullable Object nullValue) {
    super(type);
    this.reading = reading;
    this.nullValue = nullValue;
  }

  /** The reader of this type; {@code null} if it is not a number type. */
  static @Nullable NumberReader of(Class<?> type) {
    return BY_TYPE.get(type);
  }

  private static Map<Class<?>, NumberReader> byType() {
    Map<Class<?>, NumberReader> all = new HashMap<>();
    Reading bytes = integer(byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, n -> (byte) n);
    Reading shorts = integer(short.class, Short.MIN_VALUE, Short.MAX_VALUE, n -> (short) n);
    Reading ints = anInt(n -> n);
    Reading longs = aLong(n -> n);
    add(all, byte.class, bytes, (byte) 0);
    add(all, Byte.class, bytes, null);
    add(all, short.class, shorts, (short) 0);
    add(all, Short.class, shorts, null);
    add(all, int.class, ints, 0);
    add(all, Integer.class, ints, null);
    add(all, long.class, longs, 0L);
    add(all, Long.class, longs, null);
    add(all, float.class, NumberReader::finiteFloat, 0f);
    add(all, Float.class, NumberReader::finiteFloat, null);
    add(all, double.class, NumberReader::finiteDouble, 0.0);
    add(all, Double.class, NumberReader::finiteDouble, null);
    add(all, Number.class, JsonParser::getNumberValue, null);
    add(all, BigDecimal.class, JsonParser::getDecimalValue, null);
    add(all, BigInteger.class, NumberReader::bigInteger, null);
    add(all, OptionalInt.class, anInt(OptionalInt::of), OptionalInt.empty());
    add(all, OptionalLong.class, aLong(OptionalLong::of), OptionalLong.empty());
    add(
        all,
        OptionalDouble.class,
        json -> OptionalDouble.of(finiteDouble(json)),
        OptionalDouble.empty());
    add(all, AtomicInteger.class, anInt(AtomicInteger::new), null);
    add(all, AtomicLong.class, aLong(AtomicLong::new), null);
    return Map.copyOf(all);
  }

  private static void add(
      Map<Class<?>, NumberReader> all, Class<?> type, Reading reading, @Nullable Object nullValue) {
    all.put(type, new NumberReader(type, reading, nullValue));
  }

  private static Reading anInt(IntFunction<Object> value) {
    return integer(
        int.class, Integer.MIN_VALUE, Integer.MAX_VALUE, number -> value.apply((int) number));
  }

  private static Reading aLong(LongFunction<Object> value) {
    return integer(long.class, Long.MIN_VALUE, Long.MAX_VALUE, value);
  }

  private static Reading integer(Class<?> range, long min, long max, LongFunction<Object> value) {
    return json -> {
      OptionalLong number = whole(json);
      if (number.isEmpty()) {
        return null;
      }
      if (number.getAsLong() < min || number.getAsLong() > max) {
        throw new InputCoercionException(json, "out of range", json.currentToken(), range);
      }
      return value.apply(number.getAsLong());
    };
  }

  /**
   * Reads the current token as a whole number; empty if it has a fraction.
   *
   * @throws InputCoercionException if it exceeds a {@code long}
   */
  static OptionalLong whole(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return OptionalLong.of(json.getLongValue());
    }
    double nearest = json.getDoubleValue();
    if (nearest != Math.rint(nearest) || Math.abs(nearest) > LONG_LIMIT) {
      return OptionalLong.empty(); // a fraction, or a number for which the code below would be slow
    }
    try {
      return OptionalLong.of(json.getDecimalValue().longValueExact());
    } catch (ArithmeticException e) {
      return OptionalLong.empty(); // a fraction that a double cannot represent
    }
  }

  /** Checks again, because Jackson reads buffered values with a parser of its own. */
  private static double finiteDouble(JsonParser json) throws IOException {
    double value = json.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw new InputCoercionException(json, "out of range", json.currentToken(), double.class);
    }
    return value;
  }

  /** Reads a {@code double} first, because other languages may have written one. */
  private static float finiteFloat(JsonParser json) throws IOException {
    float value = (float) finiteDouble(json);
    if (!Float.isFinite(value)) {
      throw new InputCoercionException(json, "out of range", json.currentToken(), float.class);
    }
    return value;
  }

  private static @Nullable Object bigInteger(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return json.getBigIntegerValue();
    }
    OptionalLong number = whole(json);
    return number.isPresent() ? BigInteger.valueOf(number.getAsLong()) : null;
  }

  @Override
  public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
    Object number = json.currentToken().isNumeric() ? reading.from(json) : null;
    return number != null ? number : context.handleUnexpectedToken(handledType(), json);
  }

  @Override
  public @Nullable Object getNullValue(DeserializationContext context) {
    return nullValue;
  }

  @Override
  public AccessPattern getNullAccessPattern() {
    return AccessPattern.CONSTANT;
  }
}
