package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.DateDeserializers.CalendarDeserializer;
import com.fasterxml.jackson.databind.deser.std.DateDeserializers.DateDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.CalendarSerializer;
import com.fasterxml.jackson.databind.ser.std.DateSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;

/**
 * Writes a {@link Calendar} as text with its offset and zone, {@code
 * 2026-07-02T01:00:00+02:00[Europe/Berlin]}, where Jackson would lose both, and a {@link Date} as
 * {@code 2026-07-01T23:00:00.000Z}. With {@code @JsonFormat}, Jackson handles both.
 */
@SuppressWarnings("JavaUtilDate") // users use these classes
final class DateTexts {
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private DateTexts() {}

  private static boolean isFormatted(JsonFormat.Value format) {
    return format.hasPattern() || format.hasTimeZone() || format.getShape().isNumeric();
  }

  static final class DateWriter extends StdScalarSerializer<Date> implements ContextualSerializer {
    private static final long serialVersionUID = 1L;

    DateWriter() {
      super(Date.class);
    }

    @Override
    public JsonSerializer<?> createContextual(SerializerProvider context, BeanProperty property)
        throws JsonMappingException {
      return isFormatted(findFormatOverrides(context, property, handledType()))
          ? DateSerializer.instance.createContextual(context, property)
          : this;
    }

    @Override
    public void serialize(Date value, JsonGenerator json, SerializerProvider context)
        throws IOException {
      json.writeString(INSTANT.format(value.toInstant()));
    }
  }

  static final class CalendarWriter extends StdScalarSerializer<Calendar>
      implements ContextualSerializer {
    private static final long serialVersionUID = 1L;

    CalendarWriter() {
      super(Calendar.class);
    }

    @Override
    public JsonSerializer<?> createContextual(SerializerProvider context, BeanProperty property)
        throws JsonMappingException {
      return isFormatted(findFormatOverrides(context, property, handledType()))
          ? CalendarSerializer.instance.createContextual(context, property)
          : this;
    }

    @Override
    public void serialize(Calendar value, JsonGenerator json, SerializerProvider context)
        throws IOException {
      ZoneId zone = value.getTimeZone().toZoneId();
      json.writeString(
          DateTimeFormatter.ISO_ZONED_DATE_TIME.format(value.toInstant().atZone(zone)));
    }
  }

  /** Reads dates in the format written here and in the formats of Jackson. */
  static final class DateReader extends StdScalarDeserializer<Date>
      implements ContextualDeserializer {
    private static final long serialVersionUID = 1L;
    private static final DateDeserializer OTHERS = new DateDeserializer();

    DateReader() {
      super(Date.class);
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, BeanProperty property) throws JsonMappingException {
      return isFormatted(findFormatOverrides(context, property, handledType()))
          ? OTHERS.createContextual(context, property)
          : this;
    }

    @Override
    public Date deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        try {
          return new Date(Instant.parse(json.getText()).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
          return OTHERS.deserialize(json, context); // another format
        }
      }
      return OTHERS.deserialize(json, context);
    }
  }

  /** Reads calendars in the format written here and in the formats of Jackson. */
  static final class CalendarReader extends StdScalarDeserializer<Calendar>
      implements ContextualDeserializer {
    private static final long serialVersionUID = 1L;

    private final transient CalendarDeserializer others;

    CalendarReader(Class<? extends Calendar> type) {
      super(type);
      others = type == Calendar.class ? new CalendarDeserializer() : new CalendarDeserializer(type);
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, BeanProperty property) throws JsonMappingException {
      return isFormatted(findFormatOverrides(context, property, handledType()))
          ? others.createContextual(context, property)
          : this;
    }

    @Override
    public Calendar deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        try {
          ZonedDateTime time =
              ZonedDateTime.parse(json.getText(), DateTimeFormatter.ISO_ZONED_DATE_TIME);
          Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone(time.getZone()));
          calendar.setTimeInMillis(time.toInstant().toEpochMilli());
          return calendar;
        } catch (DateTimeException | ArithmeticException e) {
          return others.deserialize(json, context); // another format
        }
      }
      return others.deserialize(json, context);
    }
  }
}
