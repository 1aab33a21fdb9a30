package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.ser.std.ReferenceTypeSerializer;
import io.mqttremoting.internal.model.PayloadRules;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds types that Jackson cannot write or read before the first value is sent, by requesting their
 * serializers and deserializers. Thread-safe.
 */
final class PayloadTypes implements PayloadRules {
  private final JsonMapper mapper;

  PayloadTypes(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public Optional<String> problemOfSending(Type type) {
    return problem(
        () -> new Walk(mapper.getSerializerProviderInstance()).walk(mapper.constructType(type)));
  }

  @Override
  public Optional<String> problemOfReceiving(Type type) {
    return problem(
        () -> {
          DeserializationContext context =
              ((DefaultDeserializationContext) mapper.getDeserializationContext())
                  .createDummyInstance(mapper.getDeserializationConfig());
          JavaType received = mapper.constructType(type);
          findDeserializer(context, received);
          for (JavaType subtype : subtypesWithin(received)) {
            findDeserializer(context, subtype);
          }
        });
  }

  private static void findDeserializer(DeserializationContext context, JavaType type)
      throws JsonMappingException {
    try {
      context.findRootValueDeserializer(type);
    } catch (InvalidDefinitionException e) {
      if (e.getBeanDescription() != null) {
        InstantiableTypes.checkNames(context.getConfig(), e.getBeanDescription());
      }
      throw e;
    }
  }

  /** The declared subtypes inside a type, found by walking it as if it were sent. */
  private Set<JavaType> subtypesWithin(JavaType type) {
    Walk walk = new Walk(mapper.getSerializerProviderInstance());
    problem(() -> walk.walk(type)); // ignores whether it can be sent
    return walk.subtypes;
  }

  private interface Check {
    void run() throws JsonMappingException;
  }

  private static Optional<String> problem(Check check) {
    try {
      check.run();
      return Optional.empty();
    } catch (JsonMappingException e) {
      return Optional.of(e.getOriginalMessage());
    } catch (IllegalArgumentException e) { // from our annotation introspector
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Visits everything that is written of a type, as far as the declared types show it. */
  private static final class Walk extends JsonFormatVisitorWrapper.Base {
    private record Step(JavaType type, Class<?> serializer) {}

    private final Set<Step> done = new HashSet<>();
    private final Set<JavaType> subtypes = new LinkedHashSet<>();

    Walk(SerializerProvider provider) {
      super(provider);
    }

    void walk(JavaType type) throws JsonMappingException {
      if (type.isReferenceType() && type.getContentType() != null) {
        walk(type.getContentType());
      } else {
        walk(type, getProvider().findValueSerializer(type, null));
      }
    }

    private void walk(BeanProperty property) throws JsonMappingException {
      JavaType type = property.getType();
      if (property instanceof BeanPropertyWriter writer) {
        checkNames(type, writer.getTypeSerializer());
        if (writer.getSerializer() != null) {
          walk(type, writer.getSerializer());
          return;
        }
      }
      JsonSerializer<?> serializer = getProvider().findPrimaryPropertySerializer(type, property);
      if (serializer instanceof ReferenceTypeSerializer) {
        walk(type);
      } else {
        walk(type, serializer);
      }
    }

    private void walk(JavaType type, JsonSerializer<?> serializer) throws JsonMappingException {
      if (!done.add(new Step(type, serializer.getClass()))) {
        return;
      }
      TypeSerializer names = getProvider().findTypeSerializer(type);
      checkNames(type, names);
      checkNotEmpty(type, serializer);
      serializer.acceptJsonFormatVisitor(this, type);
      if (names != null) {
        for (JavaType subtype : subtypes(type)) {
          if (subtypes.add(subtype)) {
            walk(subtype);
          }
        }
      }
    }

    /** Refuses class names on the wire, which an introspector of another library may request. */
    private void checkNames(JavaType type, TypeSerializer names) throws JsonMappingException {
      JsonTypeInfo.Id mechanism =
          names == null ? JsonTypeInfo.Id.NONE : names.getTypeIdResolver().getMechanism();
      if (mechanism == JsonTypeInfo.Id.CLASS || mechanism == JsonTypeInfo.Id.MINIMAL_CLASS) {
        getProvider()
            .reportBadDefinition(
                type,
                type.getRawClass().getSimpleName()
                    + " would be sent with its class name, but no class is looked up by a name from"
                    + " the wire; use names with @JsonSubTypes");
      }
    }

    private List<JavaType> subtypes(JavaType type) {
      SerializationConfig config = getProvider().getConfig();
      AnnotatedClass annotations = AnnotatedClassResolver.resolve(config, type, config);
      return config
          .getSubtypeResolver()
          .collectAndResolveSubtypesByClass(config, annotations)
          .stream()
          .map(NamedType::getType)
          .filter(subtype -> subtype != type.getRawClass() && type.isTypeOrSuperTypeOf(subtype))
          .map(subtype -> getProvider().constructSpecializedType(type, subtype))
          .toList();
    }

    /** Refuses a type with fields but without properties, of which nothing would be written. */
    private void checkNotEmpty(JavaType type, JsonSerializer<?> serializer)
        throws JsonMappingException {
      if (isEmpty(type, serializer) && hasFields(type.getRawClass())) {
        getProvider()
            .reportBadDefinition(
                type,
                type.getRawClass().getSimpleName()
                    + " has no properties that Jackson sees; add getters, make it a record, or"
                    + " annotate its fields with @JsonProperty"
                    + InstantiableTypes.hint(
                        getProvider().getConfig(),
                        type.getRawClass(),
                        "fields and getters must have the same names"));
      }
    }

    private boolean isEmpty(JavaType type, JsonSerializer<?> serializer) {
      return serializer instanceof UnknownSerializer
          || (serializer instanceof BeanSerializerBase
              && !serializer.properties().hasNext()
              && getProvider().getConfig().introspect(type).findAnyGetter() == null);
    }

    private static boolean hasFields(Class<?> type) {
      return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
          .flatMap(each -> Stream.of(each.getDeclaredFields()))
          .anyMatch(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic());
    }

    private void walkContent(JavaType type, JsonFormatVisitable handler)
        throws JsonMappingException {
      if (handler instanceof JsonSerializer<?> serializer
          && !(handler instanceof ReferenceTypeSerializer)) {
        walk(type, serializer);
      } else {
        walk(type);
      }
    }

    @Override
    public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
      return new JsonObjectFormatVisitor.Base(getProvider()) {
        @Override
        public void property(BeanProperty property) throws JsonMappingException {
          walk(property);
        }

        @Override
        public void optionalProperty(BeanProperty property) throws JsonMappingException {
          walk(property);
        }
      };
    }

    @Override
    public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
      return new JsonArrayFormatVisitor.Base(getProvider()) {
        @Override
        public void itemsFormat(JsonFormatVisitable handler, JavaType items)
            throws JsonMappingException {
          walkContent(items, handler);
        }
      };
    }

    @Override
    public JsonMapFormatVisitor expectMapFormat(JavaType type) {
      return new JsonMapFormatVisitor.Base(getProvider()) {
        @Override
        public void valueFormat(JsonFormatVisitable handler, JavaType values)
            throws JsonMappingException {
          walkContent(values, handler);
        }
      };
    }
  }
}
