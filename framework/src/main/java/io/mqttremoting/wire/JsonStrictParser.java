package io.mqttremoting.wire;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.util.JsonParserDelegate;

/**
 * Shows {@code 5.0} and {@code 1e3} as integers, as which other languages may write them, and
 * refuses numbers too large for a {@code double} or {@code float}, which Java would read as
 * Infinity.
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
  public long getLongValue() {
    return super.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
        ? super.getDecimalValue().longValue() // exact beyond the 53 bits of a double
        : super.getLongValue();
  }

  @Override
  public double getDoubleValue() {
    return finite(super.getDoubleValue());
  }

  @Override
  public float getFloatValue() {
    return (float) finite(super.getFloatValue());
  }

  private JsonToken integerIfWhole(JsonToken token) {
    if (token != JsonToken.VALUE_NUMBER_FLOAT) {
      return token;
    }
    double value = super.getDoubleValue();
    return value == Math.rint(value) && Math.abs(value) < LONG_LIMIT
        ? JsonToken.VALUE_NUMBER_INT
        : token;
  }

  private double finite(double value) {
    if (Double.isInfinite(value)) {
      throw new StreamReadException(this, "the number is too large");
    }
    return value;
  }
}
