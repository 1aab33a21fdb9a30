package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.Serializers;
import com.fasterxml.jackson.databind.ser.std.AtomicReferenceSerializer;
import com.fasterxml.jackson.databind.ser.std.StdArraySerializers;
import com.fasterxml.jackson.databind.type.ArrayType;
import com.fasterxml.jackson.databind.type.ReferenceType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Serializers;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes numbers, enums and a few other types as the wire protocol requires. This module
 * is installed last, so it has precedence over modules of users; {@link WireModifiers} ensures that
 * their modifiers do not change the result.
 */
final class WireRules extends Module {
  @Override
  public String getModuleName() {
    return getClass().getName();
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void setupModule(SetupContext context) {
    context.addDeserializers(new Readers());
    context.addKeyDeserializers(WireRules::keyReader);
    context.addSerializers(new Writers());
    context.addSerializers(new ReferenceWriters());
    context.addKeySerializers(new KeyWriters());
  }

  private static @Nullable KeyDeserializer keyReader(
      JavaType type, DeserializationConfig config, BeanDescription description) {
    return type.isEnumType()
        ? EnumReader.keys(type.getRawClass(), EnumValues.of(config.introspect(type)))
        : null;
  }

  private static final class Readers extends Deserializers.Base {
    @Override
    public JsonDeserializer<?> findEnumDeserializer(
        Class<?> type, DeserializationConfig config, BeanDescription description) {
      return new EnumReader(type, EnumValues.of(description));
    }

    @Override
    public @Nullable JsonDeserializer<?> findBeanDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription description) {
      Class<?> raw = type.getRawClass();
      if (raw == Class.class) {
        throw new UnusableTypeException(
            "a Class cannot be sent: no class is looked up by a name from the wire");
      }
      if (raw == Calendar.class || raw == GregorianCalendar.class) {
        return new DateTexts.CalendarReader(raw.asSubclass(Calendar.class));
      }
      if (raw == Date.class) {
        return new DateTexts.DateReader();
      }
      return raw == Locale.class ? new LocaleText.Reader() : NumberReader.of(raw);
    }

    @Override
    public @Nullable JsonDeserializer<?> findReferenceDeserializer(
        ReferenceType type,
        DeserializationConfig config,
        BeanDescription description,
        TypeDeserializer contentTypes,
        JsonDeserializer<?> content) {
      return NumberReader.of(type.getRawClass());
    }

    @Override
    public @Nullable JsonDeserializer<?> findArrayDeserializer(
        ArrayType type,
        DeserializationConfig config,
        BeanDescription description,
        TypeDeserializer elementTypes,
        JsonDeserializer<?> elements) {
      Class<?> element = type.getContentType().getRawClass();
      NumberReader reader = element.isPrimitive() ? NumberReader.of(element) : null;
      return reader != null && element != byte.class
          ? new NumberArrayReader(type.getRawClass(), reader)
          : null;
    }
  }

  private static final class Writers extends Serializers.Base {
    @Override
    public @Nullable JsonSerializer<?> findSerializer(
        SerializationConfig config, JavaType type, BeanDescription description) {
      if (type.isEnumType()) {
        return new EnumWriter(type.getRawClass(), EnumValues.of(description), false);
      }
      if (Calendar.class.isAssignableFrom(type.getRawClass())) {
        return new DateTexts.CalendarWriter();
      }
      if (type.getRawClass() == Date.class) {
        return new DateTexts.DateWriter();
      }
      return type.getRawClass() == Locale.class
          ? new LocaleText.Writer()
          : ScalarWriter.of(type.getRawClass());
    }

    @Override
    public @Nullable JsonSerializer<?> findArraySerializer(
        SerializationConfig config,
        ArrayType type,
        BeanDescription description,
        TypeSerializer elementTypes,
        JsonSerializer<Object> elements) {
      Class<?> element = type.getContentType().getRawClass();
      boolean scalars = element.isPrimitive() && ScalarWriter.of(element) != null;
      return scalars ? StdArraySerializers.findStandardImpl(type.getRawClass()) : null;
    }
  }

  /**
   * Writes reference types such as Optional. Jackson before 2.21 would write subtypes of their
   * content without fields if the type of the reference is given.
   */
  private static final class ReferenceWriters extends Serializers.Base {
    @Override
    public @Nullable JsonSerializer<?> findReferenceSerializer(
        SerializationConfig config,
        ReferenceType type,
        BeanDescription description,
        TypeSerializer contentTypes,
        JsonSerializer<Object> content) {
      if (contentTypes == null || content != null) {
        return null;
      }
      JavaType declared = type.getContentType();
      TypeFactory types = config.getTypeFactory();
      JavaType notStatic = // like all types inside a value
          types.constructParametricType(declared.getRawClass(), declared.getBindings());
      ReferenceType plain =
          (ReferenceType) types.constructReferenceType(type.getRawClass(), notStatic);
      return type.getRawClass() == AtomicReference.class
          ? new AtomicReferenceSerializer(plain, false, contentTypes, null)
          : new Jdk8Serializers()
              .findReferenceSerializer(config, plain, description, contentTypes, null);
    }
  }

  private static final class KeyWriters extends Serializers.Base {
    @Override
    public @Nullable JsonSerializer<?> findSerializer(
        SerializationConfig config, JavaType type, BeanDescription description) {
      return type.isEnumType()
          ? new EnumWriter(type.getRawClass(), EnumValues.of(description), true)
          : null;
    }
  }
}
