package io.mqttremoting.json;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Writes nothing that the reader at the other end would refuse: no NaN and Infinity, which Jackson
 * writes as strings, no number or name that is too long, no text that may not be JSON. It holds for
 * serializers of users, too.
 */
final class LimitedGenerator extends JsonGeneratorDelegate {
  /** Surely no more digits than {@link JsonMappers#MAX_NUMBER_LENGTH}. */
  private static final int SHORT_IN_BITS = 3000;

  private static final int SHORT_IN_DIGITS = 900;

  LimitedGenerator(JsonGenerator json) {
    super(json, false); // what copies or writes whole values does it by way of this
  }

  @Override
  public void writeNumber(double value) throws IOException {
    checkFinite(value);
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(float value) throws IOException {
    checkFinite(value);
    super.writeNumber(value);
  }

  @Override
  public void writeArray(double[] array, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      checkFinite(array[i]);
    }
    super.writeArray(array, offset, length);
  }

  @Override
  public void writeNumber(BigInteger value) throws IOException {
    if (value != null && value.bitLength() > SHORT_IN_BITS) {
      checkLength(value.abs().toString());
    }
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(BigDecimal value) throws IOException {
    if (value != null && value.precision() > SHORT_IN_DIGITS) {
      checkLength(value.toString());
    }
    super.writeNumber(value);
  }

  @Override
  public void writeNumber(String digits) throws IOException {
    writeRawValue(digits);
  }

  @Override
  public void writeNumber(char[] digits, int offset, int length) throws IOException {
    writeRawValue(digits, offset, length);
  }

  /** Keys of maps; properties have short names, and come another way. */
  @Override
  public void writeFieldName(String name) throws IOException {
    checkName(name);
    super.writeFieldName(name);
  }

  /** Of {@code @JsonRawValue}, for example: read, and written again as everything else. */
  @Override
  public void writeRawValue(String text) throws IOException {
    try (JsonParser json = new FiniteParser(getCodec().getFactory().createParser(text))) {
      if (json.nextToken() == null) {
        throw new JsonGenerationException("a raw value is empty", this);
      }
      copyCurrentStructureExact(json);
      if (json.nextToken() != null) {
        throw new JsonGenerationException("a raw value is more than one JSON value", this);
      }
    }
  }

  @Override
  public void writeRawValue(SerializableString text) throws IOException {
    writeRawValue(text.getValue());
  }

  @Override
  public void writeRawValue(String text, int offset, int length) throws IOException {
    writeRawValue(text.substring(offset, offset + length));
  }

  @Override
  public void writeRawValue(char[] text, int offset, int length) throws IOException {
    writeRawValue(new String(text, offset, length));
  }

  @Override
  public void writeRaw(String text) throws IOException {
    throw raw();
  }

  @Override
  public void writeRaw(String text, int offset, int length) throws IOException {
    throw raw();
  }

  @Override
  public void writeRaw(SerializableString text) throws IOException {
    throw raw();
  }

  @Override
  public void writeRaw(char[] text, int offset, int length) throws IOException {
    throw raw();
  }

  @Override
  public void writeRaw(char text) throws IOException {
    throw raw();
  }

  @Override
  public void writeRawUTF8String(byte[] text, int offset, int length) throws IOException {
    throw raw();
  }

  private JsonGenerationException raw() {
    return new JsonGenerationException("a serializer writes raw text, which may be no JSON", this);
  }

  private void checkFinite(double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new JsonGenerationException(
          value + " cannot travel as JSON, which has finite numbers only", this);
    }
  }

  private void checkLength(String number) throws IOException {
    if (number.length() > JsonMappers.MAX_NUMBER_LENGTH) {
      throw new JsonGenerationException(
          "a number has more than " + JsonMappers.MAX_NUMBER_LENGTH + " digits", this);
    }
  }

  private void checkName(String name) throws IOException {
    if (name.length() > JsonMappers.MAX_NAME_LENGTH) {
      throw new JsonGenerationException(
          "a name has more than " + JsonMappers.MAX_NAME_LENGTH + " characters", this);
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isSurrogate(name.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(name.codePointAt(i))) {
          throw new JsonGenerationException("a name has half of a surrogate pair", this);
        }
        i++;
      }
    }
  }
}
