package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Refuses to write JSON that the receiver would refuse: NaN and Infinity, which Jackson writes as
 * strings, numbers and names that are too long, and raw text that may not be JSON. This also checks
 * the output of users' serializers.
 */
final class LimitedGenerator extends JsonGeneratorDelegate {
  /** A number up to this size certainly has at most {@link JsonLimits#MAX_NUMBER_LENGTH} digits. */
  private static final int SHORT_IN_BITS = 3000;

  private static final int SHORT_IN_DIGITS = 900;

  private final JsonFactory factory;

  /** A generator that checks raw values with parsers of {@code factory}. */
  LimitedGenerator(JsonGenerator json, JsonFactory factory) {
    super(json, false); // false: methods that write whole values call the methods of this class
    this.factory = factory;
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

  @Override
  public void writeString(String text) throws IOException {
    if (text != null && hasUnpairedSurrogate(text)) {
      writeEscaped(text);
    } else {
      super.writeString(text);
    }
  }

  @Override
  public void writeString(char[] text, int offset, int length) throws IOException {
    writeString(new String(text, offset, length));
  }

  @Override
  public void writeString(Reader text, int length) throws IOException {
    StringWriter all = new StringWriter();
    text.transferTo(all);
    writeString(length < 0 ? all.toString() : all.toString().substring(0, length));
  }

  /** Escapes unpaired surrogates; Jackson before 2.21 would combine any two of them to a pair. */
  private void writeEscaped(String text) throws IOException {
    StringBuilder json = new StringBuilder("\"");
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    quoted
        .codePoints()
        .forEach(
            c -> {
              if (isUnpairedSurrogate(c)) {
                json.append(String.format("\\u%04X", c));
              } else {
                json.appendCodePoint(c);
              }
            });
    super.writeRawValue(json.append('"').toString());
  }

  private static boolean hasUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (isUnpairedSurrogate(text.codePointAt(i))) {
          return true;
        }
        i++; // the other half
      }
    }
    return false;
  }

  private static boolean isUnpairedSurrogate(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  @Override
  public void writeArray(String[] array, int offset, int length) throws IOException {
    writeStartArray(array, length);
    for (int i = offset; i < offset + length; i++) {
      writeString(array[i]);
    }
    writeEndArray();
  }

  @Override
  public void writeFieldName(SerializableString name) throws IOException {
    if (name.charLength() > JsonLimits.MAX_NAME_LENGTH) {
      checkName(name.getValue());
    }
    super.writeFieldName(name);
  }

  @Override
  public void writeFieldName(String name) throws IOException {
    checkName(name);
    super.writeFieldName(name);
  }

  /** Writes a raw value, for example of {@code @JsonRawValue}, after checking that it is JSON. */
  @Override
  public void writeRawValue(String text) throws IOException {
    int outside = getOutputContext().getNestingDepth();
    try (JsonParser json = factory.createParser(text)) {
      if (json.nextToken() == null) {
        throw new JsonGenerationException("a raw value is empty", this);
      }
      for (int depth = depth(json); depth > 0; depth = depth(json)) {
        if (outside + depth > JsonLimits.MAX_DEPTH) {
          throw new JsonGenerationException("a raw value is nested too deeply", this);
        }
        json.nextToken();
      }
      if (json.nextToken() != null) {
        throw new JsonGenerationException("a raw value is more than one JSON value", this);
      }
    }
    super.writeRawValue(text);
  }

  private static int depth(JsonParser json) {
    return json.getParsingContext().getNestingDepth();
  }

  @Override
  public void writeUTF8String(byte[] text, int offset, int length) throws IOException {
    throw raw();
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
    return new JsonGenerationException("a serializer writes raw text, which may not be JSON", this);
  }

  private void checkFinite(double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new JsonGenerationException(
          value + " cannot be sent: JSON has only finite numbers", this);
    }
  }

  private void checkLength(String number) throws IOException {
    if (number.length() > JsonLimits.MAX_NUMBER_LENGTH) {
      throw new JsonGenerationException(
          "a number has more than " + JsonLimits.MAX_NUMBER_LENGTH + " digits", this);
    }
  }

  private void checkName(String name) throws IOException {
    if (name.length() > JsonLimits.MAX_NAME_LENGTH) {
      throw new JsonGenerationException(
          "a name has more than " + JsonLimits.MAX_NAME_LENGTH + " characters", this);
    }
    if (hasUnpairedSurrogate(name)) {
      throw new JsonGenerationException("a name has an unpaired surrogate", this);
    }
  }
}
