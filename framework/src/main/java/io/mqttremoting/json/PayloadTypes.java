package io.mqttremoting.json;

import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import io.mqttremoting.model.PayloadRules;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds types that Jackson cannot write or read before the first value comes, by having it make
 * what it would write or read them with. Thread-safe.
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
          context.findRootValueDeserializer(mapper.constructType(type));
        });
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
    } catch (IllegalArgumentException e) { // of what Jackson asks about annotations
      return Optional.of(e.getMessage());
    }
  }

  /** Goes through all that is written of a type, as far as the declared types tell. */
  private static final class Walk extends JsonFormatVisitorWrapper.Base {
    private final Set<JavaType> seen = new HashSet<>();

    Walk(SerializerProvider provider) {
      super(provider);
    }

    void walk(JavaType type) throws JsonMappingException {
      walk(type, getProvider().findValueSerializer(type, null));
    }

    private void walk(BeanProperty property) throws JsonMappingException {
      JsonSerializer<?> own =
          property instanceof BeanPropertyWriter writer ? writer.getSerializer() : null;
      walk(
          property.getType(),
          own == null
              ? getProvider().findPrimaryPropertySerializer(property.getType(), property)
              : own);
    }

    private void walk(JavaType type, JsonSerializer<?> serializer) throws JsonMappingException {
      if (!seen.add(type)) {
        return;
      }
      boolean hasSubtypes = getProvider().findTypeSerializer(type) != null;
      serializer.acceptJsonFormatVisitor(this, type);
      if (hasSubtypes) {
        for (Class<?> subtype : subtypes(type)) {
          walk(getProvider().constructType(subtype));
        }
      }
    }

    private List<Class<?>> subtypes(JavaType type) {
      SerializationConfig config = getProvider().getConfig();
      AnnotatedClass annotations = AnnotatedClassResolver.resolve(config, type, config);
      return config
          .getSubtypeResolver()
          .collectAndResolveSubtypesByClass(config, annotations)
          .stream()
          .<Class<?>>map(NamedType::getType)
          .toList();
    }

    /** Of an object without properties, nothing would be written, whatever it holds. */
    private void checkKnown(JavaType type) throws JsonMappingException {
      if (isEmpty(type) && hasFields(type.getRawClass())) {
        getProvider()
            .reportBadDefinition(
                type,
                type.getRawClass().getSimpleName()
                    + " has no properties that Jackson sees; give it getters, make it a record, or"
                    + " annotate its fields with @JsonProperty");
      }
    }

    private boolean isEmpty(JavaType type) throws JsonMappingException {
      JsonSerializer<?> serializer = getProvider().findValueSerializer(type, null);
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

    @Override
    public JsonAnyFormatVisitor expectAnyFormat(JavaType type) throws JsonMappingException {
      checkKnown(type);
      return new JsonAnyFormatVisitor.Base();
    }

    @Override
    public JsonObjectFormatVisitor expectObjectFormat(JavaType type) throws JsonMappingException {
      checkKnown(type);
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
          walk(items);
        }
      };
    }

    @Override
    public JsonMapFormatVisitor expectMapFormat(JavaType type) {
      return new JsonMapFormatVisitor.Base(getProvider()) {
        @Override
        public void valueFormat(JsonFormatVisitable handler, JavaType values)
            throws JsonMappingException {
          walk(values);
        }
      };
    }
  }
}
