package io.mqttremoting.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.math.BigDecimal;

/** Refuses numbers too large for a {@code double}, which Jackson would read as Infinity. */
final class FiniteParser extends JsonParserDelegate {
  FiniteParser(JsonParser json) {
    super(json);
  }

  @Override
  public double getDoubleValue() throws IOException {
    double value = super.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw outOfRange(double.class);
    }
    return value;
  }

  /** By way of the nearest {@code double}, as which other languages may have written it. */
  @Override
  public float getFloatValue() throws IOException {
    float value = (float) getDoubleValue();
    if (Float.isInfinite(value)) {
      throw outOfRange(float.class);
    }
    return value;
  }

  /** A {@link BigDecimal} where a {@code double} is too small. */
  @Override
  public Number getNumberValue() throws IOException {
    return isFraction() && Double.isInfinite(super.getDoubleValue())
        ? getDecimalValue()
        : super.getNumberValue();
  }

  @Override
  public BigDecimal getDecimalValue() throws IOException {
    try {
      return super.getDecimalValue();
    } catch (NumberFormatException e) { // the exponent is beyond an int
      throw outOfRange(BigDecimal.class);
    }
  }

  /** Whether the number is written with a fraction or an exponent. */
  private boolean isFraction() {
    return currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private InputCoercionException outOfRange(Class<?> type) {
    return new InputCoercionException(this, "out of range", currentToken(), type);
  }
}
