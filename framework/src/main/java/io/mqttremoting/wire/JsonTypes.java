package io.mqttremoting.wire;

import java.util.OptionalDouble;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.ReferenceType;

/**
 * Reads the types that Jackson would read too leniently for the wire protocol: enums, which it also
 * takes from names, and floating point numbers, which it also takes from the string {@code "NaN"}.
 */
final class JsonTypes extends JacksonModule {
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
    context.addDeserializers(new Strict());
    context.addKeyDeserializers(JsonTypes::findKeyReader);
  }

  private static KeyDeserializer findKeyReader(
      JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
    return type.isEnumType()
        ? new JsonEnumReader(type.getRawClass(), description.get().findJsonValueAccessor()).keys()
        : null;
  }

  private static final class Strict extends Deserializers.Base {
    @Override
    public ValueDeserializer<?> findEnumDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
      return new JsonEnumReader(type.getRawClass(), description.get().findJsonValueAccessor());
    }

    @Override
    public ValueDeserializer<?> findBeanDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
      Class<?> raw = type.getRawClass();
      if (raw == Class.class) {
        throw new IllegalArgumentException(
            "a Class cannot travel: no class is looked up by a name from the wire");
      }
      if (raw == Double.class || raw == double.class) {
        return new DoubleReader(raw);
      }
      return raw == Float.class || raw == float.class ? new FloatReader(raw) : null;
    }

    @Override
    public ValueDeserializer<?> findReferenceDeserializer(
        ReferenceType type,
        DeserializationConfig config,
        BeanDescription.Supplier description,
        TypeDeserializer contentTypes,
        ValueDeserializer<?> content) {
      return type.getRawClass() == OptionalDouble.class ? new OptionalDoubleReader() : null;
    }

    @Override
    public ValueDeserializer<?> findArrayDeserializer(
        ArrayType type,
        DeserializationConfig config,
        BeanDescription.Supplier description,
        TypeDeserializer elementTypes,
        ValueDeserializer<?> elements) {
      Class<?> raw = type.getRawClass();
      return raw == double[].class || raw == float[].class ? new ArrayReader(raw) : null;
    }

    @Override
    public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
      return type == Double.class || type == Float.class || type == OptionalDouble.class;
    }
  }

  private static final class DoubleReader extends StdScalarDeserializer<Double> {
    DoubleReader(Class<?> type) {
      super(type);
    }

    @Override
    public Double deserialize(JsonParser json, DeserializationContext context) {
      return json.currentToken().isNumeric()
          ? (Double) json.getDoubleValue()
          : (Double) context.handleUnexpectedToken(handledType(), json);
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
      return handledType().isPrimitive() ? 0.0 : null;
    }
  }

  private static final class OptionalDoubleReader extends StdScalarDeserializer<OptionalDouble> {
    OptionalDoubleReader() {
      super(OptionalDouble.class);
    }

    @Override
    public OptionalDouble deserialize(JsonParser json, DeserializationContext context) {
      return json.currentToken().isNumeric()
          ? OptionalDouble.of(json.getDoubleValue())
          : (OptionalDouble) context.handleUnexpectedToken(handledType(), json);
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
      return OptionalDouble.empty();
    }
  }

  private static final class FloatReader extends StdScalarDeserializer<Float> {
    FloatReader(Class<?> type) {
      super(type);
    }

    @Override
    public Float deserialize(JsonParser json, DeserializationContext context) {
      return json.currentToken().isNumeric()
          ? (Float) json.getFloatValue()
          : (Float) context.handleUnexpectedToken(handledType(), json);
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
      return handledType().isPrimitive() ? 0.0f : null;
    }
  }

  /** {@code double[]} and {@code float[]}, by way of an array of wrappers. */
  private static final class ArrayReader extends StdScalarDeserializer<Object> {
    ArrayReader(Class<?> type) {
      super(type);
    }

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        return context.handleUnexpectedToken(handledType(), json);
      }
      if (handledType() == double[].class) {
        Double[] values = context.readValue(json, Double[].class);
        double[] primitives = new double[values.length];
        for (int i = 0; i < values.length; i++) {
          primitives[i] = values[i] == null ? 0 : values[i];
        }
        return primitives;
      }
      Float[] values = context.readValue(json, Float[].class);
      float[] primitives = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        primitives[i] = values[i] == null ? 0 : values[i];
      }
      return primitives;
    }
  }
}
