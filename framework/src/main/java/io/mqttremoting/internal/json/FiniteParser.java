package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Reads numbers that are too large for a {@code double} as decimals, and refuses them if a {@code
 * double} is requested: Jackson would read them as Infinity.
 */
final class FiniteParser extends JsonParserDelegate {
  FiniteParser(JsonParser json) {
    super(json);
  }

  @Override
  public double getDoubleValue() throws IOException {
    double value = super.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw outOfRange(double.class);
    }
    return value;
  }

  @Override
  public Number getNumberValue() throws IOException {
    return exceedsDouble() ? getDecimalValue() : super.getNumberValue();
  }

  @Override
  public NumberTypeFP getNumberTypeFP() throws IOException {
    return exceedsDouble() ? NumberTypeFP.BIG_DECIMAL : super.getNumberTypeFP();
  }

  @Override
  public BigDecimal getDecimalValue() throws IOException {
    try {
      return super.getDecimalValue();
    } catch (NumberFormatException e) { // the exponent exceeds an int
      throw outOfRange(BigDecimal.class);
    }
  }

  private boolean exceedsDouble() throws IOException {
    return currentToken() == JsonToken.VALUE_NUMBER_FLOAT
        && !Double.isFinite(super.getDoubleValue());
  }

  private InputCoercionException outOfRange(Class<?> type) {
    return new InputCoercionException(this, "out of range", currentToken(), type);
  }
}
