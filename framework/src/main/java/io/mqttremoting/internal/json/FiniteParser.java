package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Shows numbers too large for a {@code double} as decimals, and refuses them where a {@code double}
 * is wanted: Jackson would read them as Infinity.
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
    return isBeyondDouble() ? getDecimalValue() : super.getNumberValue();
  }

  @Override
  public NumberTypeFP getNumberTypeFP() throws IOException {
    return isBeyondDouble() ? NumberTypeFP.BIG_DECIMAL : super.getNumberTypeFP();
  }

  @Override
  public BigDecimal getDecimalValue() throws IOException {
    try {
      return super.getDecimalValue();
    } catch (NumberFormatException e) { // the exponent is beyond an int
      throw outOfRange(BigDecimal.class);
    }
  }

  private boolean isBeyondDouble() throws IOException {
    return currentToken() == JsonToken.VALUE_NUMBER_FLOAT
        && !Double.isFinite(super.getDoubleValue());
  }

  private InputCoercionException outOfRange(Class<?> type) {
    return new InputCoercionException(this, "out of range", currentToken(), type);
  }
}
