package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.AnnotatedWithParams;
import com.fasterxml.jackson.databind.util.ClassUtil;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Refuses types of which Jackson can make no object as soon as their deserializers are made, rather
 * than when the first JSON comes, and lets no user's modifier replace those of enums and numbers.
 */
final class MakeableTypes extends BeanDeserializerModifier {
  private static final long serialVersionUID = 1L;

  /** What to do about somebody else's class: a mix-in that does not fit it is ignored. */
  static String teach(MapperConfig<?> config, Class<?> type, String ruleOfMixIns) {
    Class<?> mixIn = config.findMixInClassFor(type);
    return mixIn == null
        ? "; or teach it to the connection, .jacksonModule(…) or .jacksonMixIn(…), at both ends"
        : "; in its mix-in " + mixIn.getSimpleName() + ", " + ruleOfMixIns;
  }

  @Override
  public JsonDeserializer<?> modifyDeserializer(
      DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
    Class<?> type = description.getBeanClass();
    if (deserializer instanceof AbstractDeserializer) {
      return hasSubtypes(config, description)
          ? deserializer
          : new OnlyWithTypeInformation(deserializer);
    }
    if (NumberReader.of(type) != null) {
      return deserializer instanceof NumberReader ? deserializer : NumberReader.of(type);
    }
    if (!(deserializer instanceof BeanDeserializerBase bean)) {
      return deserializer;
    }
    if (ClassUtil.isNonStaticInnerClass(type)) {
      throw new UnusableTypeException(
          type.getSimpleName()
              + " is an inner class, of which nobody else can make an object; make it static, or a"
              + " record");
    }
    if (!isMadeOfFields(bean.getValueInstantiator()) && !isScalar(config, description)) {
      throw new UnusableTypeException(
          type.getSimpleName()
              + " has neither a constructor without parameters nor one that Jackson knows the fields"
              + " of; "
              + (hasNamelessParameters(type)
                  ? "compile it with -parameters, make it a record, or"
                  : "make it a record, or")
              + " annotate a constructor with @JsonCreator"
              + (isOfKotlin(type)
                  ? "; or give the connection .jacksonModule(kotlinModule())"
                  : teach(config, type, "that constructor must have the same parameter types")));
    }
    return deserializer;
  }

  /** Whether it says itself which types it stands for. */
  private static boolean hasSubtypes(DeserializationConfig config, BeanDescription description) {
    JsonTypeInfo.Value information =
        config
            .getAnnotationIntrospector()
            .findPolymorphicTypeInfo(config, description.getClassInfo());
    if (information == null) {
      return config
              .getAnnotationIntrospector()
              .findTypeResolver(config, description.getClassInfo(), description.getType())
          != null; // of somebody else's annotations
    }
    return information.getIdType() == JsonTypeInfo.Id.CUSTOM
        || config
            .getSubtypeResolver()
            .collectAndResolveSubtypesByTypeId(config, description.getClassInfo())
            .stream()
            .anyMatch(subtype -> subtype.getType() != description.getBeanClass());
  }

  @Override
  public JsonDeserializer<?> modifyEnumDeserializer(
      DeserializationConfig config,
      JavaType type,
      BeanDescription description,
      JsonDeserializer<?> deserializer) {
    return deserializer instanceof EnumReader
        ? deserializer
        : new EnumReader(type.getRawClass(), EnumValues.of(description));
  }

  /** Refuses in our words a type that Jackson has refused, if that is for want of names. */
  static void checkNames(DeserializationConfig config, BeanDescription refused) {
    if (creators(refused).anyMatch(made -> lacksNames(config, made))) {
      throw new UnusableTypeException(
          refused.getBeanClass().getSimpleName()
              + " is made by a constructor or method whose parameters have no names that Jackson"
              + " knows; name each parameter of its @JsonCreator with @JsonProperty, or compile it"
              + " with -parameters");
    }
  }

  private static Stream<AnnotatedWithParams> creators(BeanDescription description) {
    return Stream.concat(
        description.getConstructors().stream(), description.getFactoryMethods().stream());
  }

  private static boolean lacksNames(DeserializationConfig config, AnnotatedWithParams made) {
    AnnotationIntrospector annotations = config.getAnnotationIntrospector();
    List<AnnotatedParameter> parameters =
        IntStream.range(0, made.getParameterCount()).mapToObj(made::getParameter).toList();
    Predicate<AnnotatedParameter> isAnnotated =
        parameter -> annotations.findNameForDeserialization(parameter) != null;
    return parameters.size() > 1 // a single one may be the value itself
        && (annotations.findCreatorAnnotation(config, made) != null
            || parameters.stream().anyMatch(isAnnotated))
        && parameters.stream()
            .filter(isAnnotated.negate())
            .anyMatch(parameter -> annotations.findImplicitPropertyName(parameter) == null);
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
        || creators(description)
            .anyMatch(
                made ->
                    config.getAnnotationIntrospector().findCreatorAnnotation(config, made) != null);
  }

  private static boolean isOfKotlin(Class<?> type) {
    return Stream.of(type.getAnnotations())
        .anyMatch(annotation -> annotation.annotationType().getName().equals("kotlin.Metadata"));
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
