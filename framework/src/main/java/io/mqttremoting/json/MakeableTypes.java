package io.mqttremoting.json;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.util.ClassUtil;
import java.lang.reflect.Constructor;
import java.util.stream.Stream;

/**
 * Refuses types of which Jackson can make no object as soon as their deserializers are made, rather
 * than when the first JSON comes.
 */
final class MakeableTypes extends BeanDeserializerModifier {
  private static final long serialVersionUID = 1L;

  @Override
  public JsonDeserializer<?> modifyDeserializer(
      DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
    Class<?> type = description.getBeanClass();
    if (deserializer instanceof AbstractDeserializer) {
      boolean named =
          config
                  .getAnnotationIntrospector()
                  .findTypeResolver(config, description.getClassInfo(), description.getType())
              != null;
      return named ? deserializer : new OnlyWithTypeInformation(deserializer);
    }
    if (ClassUtil.isNonStaticInnerClass(type)) {
      throw new UnusableTypeException(
          type.getSimpleName()
              + " is an inner class, of which nobody else can make an object; make it static, or a"
              + " record");
    }
    if (deserializer instanceof BeanDeserializerBase bean
        && !isMadeOfFields(bean.getValueInstantiator())
        && !isScalar(config, description)) {
      throw new UnusableTypeException(
          type.getSimpleName()
              + " has neither a constructor without parameters nor one that Jackson knows the fields"
              + " of; "
              + (hasNamelessParameters(type)
                  ? "compile it with -parameters, make it a record, or"
                  : "make it a record, or")
              + " annotate a constructor with @JsonCreator");
    }
    return deserializer;
  }

  private static boolean isMadeOfFields(ValueInstantiator making) {
    return making.canCreateUsingDefault()
        || making.canCreateFromObjectWith()
        || making.canCreateUsingDelegate()
        || making.canCreateUsingArrayDelegate();
  }

  /** Whether its author says that it is written, or read, as something else than its fields. */
  private static boolean isScalar(DeserializationConfig config, BeanDescription description) {
    return description.findJsonValueAccessor() != null
        || Stream.concat(
                description.getConstructors().stream(), description.getFactoryMethods().stream())
            .anyMatch(
                made ->
                    config.getAnnotationIntrospector().findCreatorAnnotation(config, made) != null);
  }

  private static boolean hasNamelessParameters(Class<?> type) {
    return Stream.of(type.getDeclaredConstructors())
        .map(Constructor::getParameters)
        .flatMap(Stream::of)
        .anyMatch(parameter -> !parameter.isNamePresent());
  }

  /** Of an abstract type, which can be read where a member says which types it stands for. */
  private static final class OnlyWithTypeInformation extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    OnlyWithTypeInformation(JsonDeserializer<?> deserializer) {
      super(deserializer);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> deserializer) {
      return deserializer;
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, BeanProperty property) throws JsonMappingException {
      if (!hasTypeInformation(context, property)) {
        context.reportBadDefinition(
            handledType(),
            handledType().getSimpleName()
                + " is abstract, and nothing says which class to make of it; name a record or class,"
                + " or annotate it with @JsonTypeInfo(use = NAME) and @JsonSubTypes");
      }
      return super.createContextual(context, property);
    }

    private static boolean hasTypeInformation(
        DeserializationContext context, BeanProperty property) {
      AnnotatedMember member = property == null ? null : property.getMember();
      if (member == null) {
        return false;
      }
      AnnotationIntrospector annotations = context.getAnnotationIntrospector();
      return annotations.findPropertyTypeResolver(context.getConfig(), member, property.getType())
              != null
          || (property.getType().getContentType() != null
              && annotations.findPropertyContentTypeResolver(
                      context.getConfig(), member, property.getType())
                  != null);
    }
  }
}
