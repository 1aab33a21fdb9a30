package io.mqttremoting.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.util.JsonParserDelegate;

/**
 * Shows {@code 5.0} and {@code 1e3} as integers, as which other languages may write them, and
 * refuses numbers too large for a {@code double} or {@code float}, which Java would read as
 * Infinity. Whether a number is whole, and which, is told from all of its digits.
 */
final class JsonStrictParser extends JsonParserDelegate {
  private static final double LONG_LIMIT = 0x1p63;

  JsonStrictParser(JsonParser json) {
    super(json);
  }

  @Override
  public JsonToken nextToken() {
    return integerIfWhole(super.nextToken());
  }

  @Override
  public JsonToken nextValue() {
    return integerIfWhole(super.nextValue());
  }

  @Override
  public JsonToken currentToken() {
    return integerIfWhole(super.currentToken());
  }

  @Override
  public int currentTokenId() {
    JsonToken token = currentToken();
    return token == null ? 0 : token.id();
  }

  @Override
  public boolean hasToken(JsonToken token) {
    return currentToken() == token;
  }

  @Override
  public boolean hasTokenId(int id) {
    return currentTokenId() == id;
  }

  @Override
  public boolean isExpectedNumberIntToken() {
    return currentToken() == JsonToken.VALUE_NUMBER_INT;
  }

  @Override
  public byte getByteValue() {
    int value = getIntValue();
    if (value != (byte) value) { // Jackson would take those up to 255, as negative ones
      throw outOfRange(byte.class);
    }
    return (byte) value;
  }

  @Override
  public long getLongValue() {
    return isFraction()
        ? super.getDecimalValue().longValue() // exact beyond the 53 bits of a double
        : super.getLongValue();
  }

  @Override
  public BigInteger getBigIntegerValue() {
    return isFraction() ? super.getDecimalValue().toBigInteger() : super.getBigIntegerValue();
  }

  @Override
  public double getDoubleValue() {
    double value = super.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw outOfRange(double.class);
    }
    return value;
  }

  @Override
  public float getFloatValue() {
    float value = isFraction() ? (float) super.getDoubleValue() : super.getFloatValue();
    if (Float.isInfinite(value)) {
      throw outOfRange(float.class);
    }
    return value;
  }

  @Override
  public Number getNumberValue() {
    if (!isFraction()) {
      return super.getNumberValue();
    }
    double value = super.getDoubleValue();
    return Double.isInfinite(value) ? (Number) getDecimalValue() : (Number) value;
  }

  @Override
  public BigDecimal getDecimalValue() {
    try {
      return super.getDecimalValue();
    } catch (NumberFormatException e) { // the exponent is beyond an int
      throw outOfRange(BigDecimal.class);
    }
  }

  /** Whether the number is written with a fraction or an exponent. */
  private boolean isFraction() {
    return super.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private JsonToken integerIfWhole(JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_FLOAT && isLong() ? JsonToken.VALUE_NUMBER_INT : token;
  }

  private boolean isLong() {
    double nearest = super.getDoubleValue();
    if (nearest != Math.rint(nearest) || Math.abs(nearest) > LONG_LIMIT) {
      return false; // most numbers, and all whose exponent would make the following slow
    }
    try {
      long unused = super.getDecimalValue().longValueExact();
      return true;
    } catch (ArithmeticException | NumberFormatException e) {
      return false; // a double has not enough digits to tell
    }
  }

  private InputCoercionException outOfRange(Class<?> type) {
    return new InputCoercionException(this, "out of range", super.currentToken(), type);
  }
}
