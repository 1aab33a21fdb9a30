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
 * Refuses types that Jackson cannot instantiate when their deserializers are created, not only when
 * the first JSON arrives. Also prevents users' modifiers from replacing the deserializers of enums
 * and numbers.
 */
final class InstantiableTypes extends BeanDeserializerModifier {
  private static final long serialVersionUID = 1L;

  /**
   * A hint for classes that the user cannot change. Jackson ignores a mix-in that does not match.
   */
  static String hint(MapperConfig<?> config, Class<?> type, String ruleOfMixIns) {
    Class<?> mixIn = config.findMixInClassFor(type);
    return mixIn == null
        ? "; or add a .jacksonModule(…) or .jacksonMixIn(…) to the connection, at both ends"
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
    NumberReader number = NumberReader.of(type);
    if (number != null) {
      return deserializer instanceof NumberReader ? deserializer : number;
    }
    if (!(deserializer instanceof BeanDeserializerBase bean)) {
      return deserializer;
    }
    if (ClassUtil.isNonStaticInnerClass(type)) {
      throw new UnusableTypeException(
          type.getSimpleName()
              + " is an inner class, which cannot be instantiated from JSON; make it static, or a"
              + " record");
    }
    if (!isCreatedFromFields(bean.getValueInstantiator()) && !isScalar(config, description)) {
      throw new UnusableTypeException(
          type.getSimpleName()
              + " has neither a constructor without parameters nor one whose fields Jackson knows; "
              + (hasNamelessParameters(type)
                  ? "compile it with -parameters, make it a record, or"
                  : "make it a record, or")
              + " annotate a constructor with @JsonCreator"
              + (isKotlin(type)
                  ? "; or add .jacksonModule(kotlinModule()) to the connection"
                  : hint(config, type, "that constructor must have the same parameter types")));
    }
    return deserializer;
  }

  /** Whether an abstract type declares its subtypes. */
  private static boolean hasSubtypes(DeserializationConfig config, BeanDescription description) {
    JsonTypeInfo.Value information =
        config
            .getAnnotationIntrospector()
            .findPolymorphicTypeInfo(config, description.getClassInfo());
    if (information == null) {
      return config
              .getAnnotationIntrospector()
              .findTypeResolver(config, description.getClassInfo(), description.getType())
          != null; // from annotations of another library
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

  /** If Jackson refused a type because of missing parameter names, throws a clearer error. */
  static void checkNames(DeserializationConfig config, BeanDescription refused) {
    if (creators(refused).anyMatch(creator -> lacksNames(config, creator))) {
      throw new UnusableTypeException(
          refused.getBeanClass().getSimpleName()
              + " is created by a constructor or method whose parameter names Jackson does not know;"
              + " name each parameter of its @JsonCreator with @JsonProperty, or compile it with"
              + " -parameters");
    }
  }

  private static Stream<AnnotatedWithParams> creators(BeanDescription description) {
    return Stream.concat(
        description.getConstructors().stream(), description.getFactoryMethods().stream());
  }

  private static boolean lacksNames(DeserializationConfig config, AnnotatedWithParams creator) {
    AnnotationIntrospector annotations = config.getAnnotationIntrospector();
    List<AnnotatedParameter> parameters =
        IntStream.range(0, creator.getParameterCount()).mapToObj(creator::getParameter).toList();
    Predicate<AnnotatedParameter> isAnnotated =
        parameter -> annotations.findNameForDeserialization(parameter) != null;
    return parameters.size() > 1 // a single one may be the value itself
        && (annotations.findCreatorAnnotation(config, creator) != null
            || parameters.stream().anyMatch(isAnnotated))
        && parameters.stream()
            .filter(isAnnotated.negate())
            .anyMatch(parameter -> annotations.findImplicitPropertyName(parameter) == null);
  }

  private static boolean isCreatedFromFields(ValueInstantiator instantiator) {
    return instantiator.canCreateUsingDefault()
        || instantiator.canCreateFromObjectWith()
        || instantiator.canCreateUsingDelegate()
        || instantiator.canCreateUsingArrayDelegate();
  }

  /** Whether its annotations say that its JSON is something other than its fields. */
  private static boolean isScalar(DeserializationConfig config, BeanDescription description) {
    return description.findJsonValueAccessor() != null
        || creators(description)
            .anyMatch(
                creator ->
                    config.getAnnotationIntrospector().findCreatorAnnotation(config, creator)
                        != null);
  }

  private static boolean isKotlin(Class<?> type) {
    return Stream.of(type.getAnnotations())
        .anyMatch(annotation -> annotation.annotationType().getName().equals("kotlin.Metadata"));
  }

  private static boolean hasNamelessParameters(Class<?> type) {
    return Stream.of(type.getDeclaredConstructors())
        .map(Constructor::getParameters)
        .flatMap(Stream::of)
        .anyMatch(parameter -> !parameter.isNamePresent());
  }

  /** Reads an abstract type only where a member declares its subtypes. */
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
                + " is abstract and does not declare its subtypes; use a record or class, or annotate"
                + " it with @JsonTypeInfo(use = NAME) and @JsonSubTypes");
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
