package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads and writes payloads with the parsers and generators of one factory. Thread-safe. */
final class JsonPayloads {
  private final JsonFactory factory;

  JsonPayloads(JsonFactory factory) {
    this.factory = factory;
  }

  /** Writes JSON. */
  interface Body {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Reads JSON, which may be invalid. */
  interface Reading<T extends @Nullable Object> {
    T from(JsonParser json) throws IOException, BadPayloadException;
  }

  /**
   * Writes a payload.
   *
   * @throws IllegalArgumentException if {@code body} cannot be sent
   */
  byte[] write(Body body) {
    Output bytes = new Output();
    try (JsonGenerator json = new LimitedGenerator(factory.createGenerator(bytes), factory)) {
      body.writeTo(json);
    } catch (IOException | UnusableTypeException e) {
      throw new IllegalArgumentException(JsonErrors.unwritable(e), e);
    }
    return bytes.all();
  }

  /**
   * The output of a generator; avoids a copy if it was written at once, which is the usual case.
   */
  private static final class Output extends ByteArrayOutputStream {
    Output() {
      super(0);
    }

    byte[] all() {
      return count == buf.length ? buf : toByteArray();
    }
  }

  /** Reads the whole payload; only white space may follow the value. */
  <T extends @Nullable Object> T readAll(byte[] payload, Reading<T> reading)
      throws BadPayloadException {
    return read(payload, reading, true);
  }

  /** Reads the payload with {@code reading}, which may stop before the end. */
  <T extends @Nullable Object> T read(byte[] payload, Reading<T> reading)
      throws BadPayloadException {
    return read(payload, reading, false);
  }

  private <T extends @Nullable Object> T read(byte[] payload, Reading<T> reading, boolean whole)
      throws BadPayloadException {
    try {
      return readOnce(payload, reading, whole);
    } catch (BadPayloadException e) {
      if (whole) {
        checkWellFormed(payload);
      }
      throw e;
    }
  }

  /**
   * Parses all of an invalid payload: if it is malformed JSON, that is reported rather than an
   * earlier problem.
   */
  private void checkWellFormed(byte[] payload) throws BadPayloadException {
    readOnce(
        payload,
        json -> {
          try {
            while (json.nextToken() != null) {
              // only checks the syntax
            }
          } catch (StreamConstraintsException e) {
            return false; // a limit is exceeded, so the rest is unknown
          }
          return true;
        },
        false);
  }

  private <T extends @Nullable Object> T readOnce(byte[] payload, Reading<T> reading, boolean whole)
      throws BadPayloadException {
    try (JsonParser json = new FiniteParser(parser(payload))) {
      try {
        if (json.nextToken() == null) {
          throw new BadPayloadException("the payload is empty");
        }
        T value = reading.from(json);
        if (whole && json.nextToken() != null) {
          throw new BadPayloadException("the JSON value is followed by more data");
        }
        return value;
      } catch (IOException | RuntimeException e) {
        throw JsonErrors.unreadable(e, json);
      }
    } catch (IOException e) { // cannot happen: close() in memory
      throw new UncheckedIOException(e);
    }
  }

  private JsonParser parser(byte[] payload) throws BadPayloadException, IOException {
    if (isAscii(payload)) {
      return factory.createParser(payload);
    }
    CharBuffer text = decodeUtf8(payload);
    return factory.createParser(text.array(), 0, text.length());
  }

  /** Whether this is ASCII without zeros; with zeros, Jackson would detect UTF-16. */
  static boolean isAscii(byte[] payload) {
    for (byte b : payload) {
      if (b <= 0) {
        return false;
      }
    }
    return true;
  }

  /** Decodes strictly; Jackson would also accept overlong forms and UTF-16. */
  private static CharBuffer decodeUtf8(byte[] payload) throws BadPayloadException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
    } catch (CharacterCodingException e) {
      throw new BadPayloadException("the payload is not UTF-8", e);
    }
  }
}
