package io.mqttremoting.internal.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.ser.std.ByteArraySerializer;
import com.fasterxml.jackson.databind.ser.std.ByteBufferSerializer;
import com.fasterxml.jackson.databind.ser.std.JsonValueSerializer;
import com.fasterxml.jackson.databind.ser.std.RawSerializer;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import io.mqttremoting.api.ContractModel;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Year;
import java.util.Calendar;
import java.util.Date;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Describes types whose JSON is a number, a text, true or false, or cannot be known. */
final class ScalarTypes {
  /** The names of types in ApiGear, which no definition may have. */
  static final Set<String> RESERVED =
      Set.of(
          "bool", "int", "int16", "int32", "int64", "float", "float16", "float32", "float64",
          "string", "bytes", "any", "integer", "number");

  /** Texts in a format; the formats with other names than in JSON Schema are our own. */
  private static final Map<String, String> FORMATS =
      Map.ofEntries(
          Map.entry("java.lang.Character", "char"),
          Map.entry("char", "char"),
          Map.entry("java.time.Instant", "date-time"),
          Map.entry("java.time.OffsetDateTime", "date-time"),
          Map.entry("java.time.ZonedDateTime", "zoned-date-time"),
          Map.entry("java.time.LocalDateTime", "local-date-time"),
          Map.entry("java.time.LocalDate", "date"),
          Map.entry("java.time.LocalTime", "local-time"),
          Map.entry("java.time.OffsetTime", "time"),
          Map.entry("java.time.Duration", "duration"),
          Map.entry("java.time.Period", "period"),
          Map.entry("java.time.YearMonth", "year-month"),
          Map.entry("java.time.MonthDay", "month-day"),
          Map.entry("java.time.ZoneId", "time-zone"),
          Map.entry("java.time.ZoneOffset", "zone-offset"),
          Map.entry("java.util.UUID", "uuid"),
          Map.entry("java.net.URI", "uri"),
          Map.entry("java.util.Locale", "language-tag"),
          Map.entry("java.util.Currency", "currency"));

  private static final Map<Class<?>, ContractModel.Type> OPTIONAL =
      Map.of(
          OptionalInt.class, ContractModel.Type.primitive("int32").orNull(),
          OptionalLong.class, ContractModel.Type.primitive("int64").orNull(),
          OptionalDouble.class, ContractModel.Type.primitive("float64").orNull());

  private ScalarTypes() {}

  /** The description; {@code null} if the type has parts or constants. */
  static ContractModel.@Nullable Type of(
      JavaType type, JsonSerializer<?> serializer, SerializerProvider provider)
      throws JsonMappingException {
    Class<?> raw = type.getRawClass();
    if (!isKnown(serializer)) {
      return ContractModel.Type.ANY;
    }
    if (serializer instanceof ScalarWriter) {
      return number(raw);
    }
    if (serializer instanceof ByteArraySerializer || serializer instanceof ByteBufferSerializer) {
      return ContractModel.Type.primitive("bytes");
    }
    if (raw == char[].class) {
      return ContractModel.Type.text("");
    }
    if (OPTIONAL.containsKey(raw)) {
      return OPTIONAL.get(raw);
    }
    boolean hasParts =
        serializer instanceof EnumWriter
            || serializer instanceof BeanSerializerBase
            || serializer instanceof JsonValueSerializer
            || type.isContainerType();
    return hasParts || provider.findTypeSerializer(type) != null
        ? null
        : visited(raw, type, serializer, provider);
  }

  /** Whether we know what it writes: it is Jackson's or ours, and not given another value. */
  private static boolean isKnown(JsonSerializer<?> serializer) {
    String name = serializer.getClass().getName();
    return !(serializer instanceof RawSerializer)
        && !(serializer instanceof StdDelegatingSerializer)
        && (name.startsWith("com.fasterxml.jackson.databind.")
            || name.startsWith("com.fasterxml.jackson.datatype.jdk8.")
            || name.startsWith("com.fasterxml.jackson.datatype.jsr310.")
            || name.startsWith("io.mqttremoting.internal.json."));
  }

  private static ContractModel.Type number(Class<?> raw) {
    if (raw == boolean.class || raw == Boolean.class) {
      return ContractModel.Type.primitive("bool");
    }
    if (raw == float.class || raw == Float.class) {
      return ContractModel.Type.primitive("float32");
    }
    if (raw == double.class || raw == Double.class) {
      return ContractModel.Type.primitive("float64");
    }
    if (raw == BigInteger.class) {
      return ContractModel.Type.primitive("integer");
    }
    if (raw == BigDecimal.class) {
      return ContractModel.Type.primitive("number");
    }
    Set<Class<?>> small =
        Set.of(
            byte.class,
            Byte.class,
            short.class,
            Short.class,
            int.class,
            Integer.class,
            AtomicInteger.class);
    return ContractModel.Type.primitive(small.contains(raw) ? "int32" : "int64");
  }

  private static ContractModel.Type visited(
      Class<?> raw, JavaType type, JsonSerializer<?> serializer, SerializerProvider provider)
      throws JsonMappingException {
    Scalar found = new Scalar(provider, format(raw));
    serializer.acceptJsonFormatVisitor(found, type);
    return raw == Year.class && found.type.name().equals("int64")
        ? ContractModel.Type.primitive("int32")
        : found.type;
  }

  private static String format(Class<?> raw) {
    if (Calendar.class.isAssignableFrom(raw)) {
      return "zoned-date-time";
    }
    if (Date.class.isAssignableFrom(raw)) {
      return "date-time";
    }
    return TimeZone.class.isAssignableFrom(raw)
        ? "time-zone"
        : FORMATS.getOrDefault(raw.getName(), "");
  }

  /** Learns from a serializer whether it writes a text, a number, true or false. */
  private static final class Scalar extends JsonFormatVisitorWrapper.Base {
    private final String format;
    private ContractModel.Type type = ContractModel.Type.ANY;

    Scalar(SerializerProvider provider, String format) {
      super(provider);
      this.format = format;
    }

    @Override
    public JsonStringFormatVisitor expectStringFormat(JavaType ignored) {
      type = ContractModel.Type.text(format);
      return new JsonStringFormatVisitor.Base();
    }

    @Override
    public JsonIntegerFormatVisitor expectIntegerFormat(JavaType ignored) {
      type = ContractModel.Type.primitive("int64");
      return new JsonIntegerFormatVisitor.Base();
    }

    @Override
    public JsonNumberFormatVisitor expectNumberFormat(JavaType ignored) {
      type = ContractModel.Type.primitive("number");
      return new JsonNumberFormatVisitor.Base();
    }

    @Override
    public JsonBooleanFormatVisitor expectBooleanFormat(JavaType ignored) {
      type = ContractModel.Type.primitive("bool");
      return new JsonBooleanFormatVisitor.Base();
    }

    @Override
    public JsonAnyFormatVisitor expectAnyFormat(JavaType ignored) {
      type = ContractModel.Type.ANY;
      return new JsonAnyFormatVisitor.Base();
    }
  }
}
