package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mqttremoting.internal.model.ParameterModel;
import io.mqttremoting.internal.model.PayloadRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * JSON as the wire protocol wants it: enums as numbers, no NaN or Infinity, {@code 5.0} taken for
 * an integer but {@code 1.5} and {@code "5"} not, unknown fields ignored, missing ones as Java
 * defaults.
 *
 * <p>One codec serves all connections with the same settings: what Jackson remembers of the user's
 * types goes with the last of them. Thread-safe.
 */
public final class JsonCodec {
  /** The codecs of connections; none is kept for this alone. */
  private static final List<WeakReference<JsonCodec>> SHARED = new ArrayList<>();

  private final int maxPayloadBytes;
  private final JsonAdditions additions;
  private final JsonMapper mapper;
  private final JsonFactory factory;

  /** A codec that reads payloads of up to {@code maxPayloadBytes}, and knows {@code additions}. */
  public JsonCodec(int maxPayloadBytes, JsonAdditions additions) {
    this.maxPayloadBytes = maxPayloadBytes;
    this.additions = additions;
    mapper = JsonMappers.create(maxPayloadBytes, additions);
    factory = JsonMappers.factory(maxPayloadBytes, mapper);
  }

  /** Such a codec, the same for all who ask for it as long as one of them keeps it. */
  public static JsonCodec shared(int maxPayloadBytes, JsonAdditions additions) {
    return shared(maxPayloadBytes, additions, null)
        .orElseGet(
            () -> { // without the lock, for this calls users' modules
              JsonCodec made = new JsonCodec(maxPayloadBytes, additions);
              return shared(maxPayloadBytes, additions, made).orElse(made);
            });
  }

  /** The one that is shared; from now on {@code made} if there is none and that is not null. */
  private static Optional<JsonCodec> shared(
      int maxPayloadBytes, JsonAdditions additions, JsonCodec made) {
    synchronized (SHARED) {
      SHARED.removeIf(reference -> reference.get() == null);
      Optional<JsonCodec> found =
          SHARED.stream()
              .map(WeakReference::get)
              .filter(Objects::nonNull)
              .filter(
                  codec ->
                      codec.maxPayloadBytes == maxPayloadBytes && codec.additions.equals(additions))
              .findFirst();
      if (found.isEmpty() && made != null) {
        SHARED.add(new WeakReference<>(made));
      }
      return found;
    }
  }

  /** The codec of a single value of {@code type}. */
  public JsonValueCodec value(Type type) {
    return new JsonValueCodec(this, mapper, type);
  }

  /** The codec of a JSON array with one value for each of {@code parameters}. */
  public JsonArgumentsCodec arguments(List<ParameterModel> parameters) {
    return new JsonArgumentsCodec(this, parameters);
  }

  /** What types of payloads have to be, for this codec to read or write them. */
  public PayloadRules payloadRules() {
    return new PayloadTypes(mapper);
  }

  /** The codec of what this library says for itself, which no user's module changes. */
  public static JsonCodec own() {
    return Own.CODEC;
  }

  private static final class Own {
    private static final JsonCodec CODEC = new JsonCodec(Integer.MAX_VALUE, JsonAdditions.NONE);
    private static final JsonValueCodec TEXTS = CODEC.value(String.class);
  }

  /** A text as JSON. */
  public static byte[] text(String text) {
    byte[] json = new byte[text.length() + 2];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c <= '~' && c != '"' && c != '\\'; // stands for itself in JSON
      if (!plain) {
        return Own.TEXTS.encode(text);
      }
      json[i + 1] = (byte) c;
    }
    json[0] = '"';
    json[json.length - 1] = '"';
    return json;
  }

  /** Something that writes JSON. */
  interface Body {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Something that reads JSON, which may be bad. */
  interface Reading<T> {
    T from(JsonParser json) throws IOException, BadPayloadException;
  }

  byte[] write(Body body) {
    Output bytes = new Output();
    try (JsonGenerator json = new LimitedGenerator(factory.createGenerator(bytes), factory)) {
      body.writeTo(json);
    } catch (IOException | UnusableTypeException e) {
      throw new IllegalArgumentException(JsonErrors.unwritable(e), e);
    }
    return bytes.all();
  }

  /** What a generator has written, without a copy where that came at once, as most does. */
  private static final class Output extends ByteArrayOutputStream {
    Output() {
      super(0);
    }

    byte[] all() {
      return count == buf.length ? buf : toByteArray();
    }
  }

  /** What {@code reading} makes of the fields of {@code payload}, as far as it looks at them. */
  public <T> T readFields(byte[] payload, JsonFields.Reading<T> reading)
      throws BadPayloadException {
    return read(payload, json -> reading.from(JsonFields.of(json)), false);
  }

  /** The same, of a payload that is read whole: nothing but white space follows. */
  public <T> T readAllFields(byte[] payload, JsonFields.Reading<T> reading)
      throws BadPayloadException {
    return readAll(payload, json -> reading.from(JsonFields.of(json)));
  }

  /** The same, but reads what is not UTF-8 as if it were, for the rest may be good. */
  public <T> T readAllFieldsLeniently(byte[] payload, JsonFields.Reading<T> reading)
      throws BadPayloadException {
    return readAllFields(
        isAscii(payload)
            ? payload
            : new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
        reading);
  }

  /** Reads {@code payload} whole: nothing but white space follows. */
  <T> T readAll(byte[] payload, Reading<T> reading) throws BadPayloadException {
    return read(payload, reading, true);
  }

  private <T> T read(byte[] payload, Reading<T> reading, boolean whole) throws BadPayloadException {
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
   * Goes through all of a payload that is bad in some way: what is not JSON at all is called that,
   * whatever else is wrong with what comes before.
   */
  private void checkWellFormed(byte[] payload) throws BadPayloadException {
    readOnce(
        payload,
        json -> {
          try {
            while (json.nextToken() != null) {
              // there is nothing to be read of it
            }
          } catch (StreamConstraintsException e) {
            return null; // beyond a limit, so nobody knows what the rest is
          }
          return null;
        },
        false);
  }

  private <T> T readOnce(byte[] payload, Reading<T> reading, boolean whole)
      throws BadPayloadException {
    try (JsonParser json = new FiniteParser(parser(payload))) {
      try {
        if (json.nextToken() == null) {
          throw new BadPayloadException("the payload is empty");
        }
        T value = reading.from(json);
        if (whole && json.nextToken() != null) {
          throw new BadPayloadException("more follows after the JSON value");
        }
        return value;
      } catch (IOException | RuntimeException e) {
        throw JsonErrors.unreadable(e, json);
      }
    } catch (IOException e) { // of closing what is in memory
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

  /** Whether it is ASCII, which is UTF-8, without zeros, by which Jackson would see UTF-16. */
  private static boolean isAscii(byte[] payload) {
    for (byte b : payload) {
      if (b <= 0) {
        return false;
      }
    }
    return true;
  }

  /** Strictly, where Jackson would take overlong forms, too, and UTF-16. */
  private static CharBuffer decodeUtf8(byte[] payload) throws BadPayloadException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
    } catch (CharacterCodingException e) {
      throw new BadPayloadException("the payload is not UTF-8", e);
    }
  }
}
