package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.Locale;

/**
 * Writes a {@link Locale} as its language tag, {@code de-DE}, where Jackson writes {@code de_DE}.
 * The root locale is the empty text.
 */
final class LocaleText {
  private LocaleText() {}

  static final class Writer extends StdScalarSerializer<Locale> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(Locale.class);
    }

    @Override
    public void serialize(Locale value, JsonGenerator json, SerializerProvider context)
        throws IOException {
      json.writeString(value.equals(Locale.ROOT) ? "" : value.toLanguageTag());
    }
  }

  static final class Reader extends StdScalarDeserializer<Locale> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(Locale.class);
    }

    @Override
    public Locale deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return json.currentToken() == JsonToken.VALUE_STRING
          ? Locale.forLanguageTag(json.getText().replace('_', '-'))
          : (Locale) context.handleUnexpectedToken(handledType(), json);
    }
  }
}
