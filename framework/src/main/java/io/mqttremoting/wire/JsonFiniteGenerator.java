package io.mqttremoting.wire;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.util.JsonGeneratorDelegate;

/** Refuses NaN and Infinity, which JSON has not and Jackson writes as strings. */
final class JsonFiniteGenerator extends JsonGeneratorDelegate {
  JsonFiniteGenerator(JsonGenerator json) {
    super(json);
  }

  @Override
  public JsonGenerator writeNumber(double value) {
    check(value);
    return super.writeNumber(value);
  }

  @Override
  public JsonGenerator writeNumber(float value) {
    check(value);
    return super.writeNumber(value);
  }

  @Override
  public JsonGenerator writeArray(double[] array, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      check(array[i]);
    }
    return super.writeArray(array, offset, length);
  }

  private void check(double value) {
    if (!Double.isFinite(value)) {
      throw new StreamWriteException(
          this, value + " cannot travel as JSON, which has finite numbers only");
    }
  }
}
