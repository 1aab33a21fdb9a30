package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads Jackson's annotations, but refuses those that would write class names, or change how enums
 * are sent.
 */
final class WireAnnotations extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
    JsonTypeInfo.Value found = super.findPolymorphicTypeInfo(config, annotated);
    if (found != null
        && (found.getIdType() == JsonTypeInfo.Id.CLASS
            || found.getIdType() == JsonTypeInfo.Id.MINIMAL_CLASS)) {
      throw new UnusableTypeException(
          "@JsonTypeInfo(use = "
              + found.getIdType()
              + ") of "
              + annotated.getName()
              + " is not supported, because no class is looked up by a name from the wire; use NAME"
              + " with @JsonSubTypes");
    }
    return found;
  }

  @Override
  public @Nullable Object findSerializer(Annotated annotated) {
    return checked(annotated.getRawType(), super.findSerializer(annotated));
  }

  @Override
  public @Nullable Object findContentSerializer(Annotated annotated) {
    return checked(
        within(annotated, JavaType::getContentType), super.findContentSerializer(annotated));
  }

  @Override
  public @Nullable Object findKeySerializer(Annotated annotated) {
    return checked(within(annotated, JavaType::getKeyType), super.findKeySerializer(annotated));
  }

  @Override
  public @Nullable Object findDeserializer(Annotated annotated) {
    return checked(annotated.getRawType(), super.findDeserializer(annotated));
  }

  @Override
  public @Nullable Object findContentDeserializer(Annotated annotated) {
    return checked(
        within(annotated, JavaType::getContentType), super.findContentDeserializer(annotated));
  }

  @Override
  public @Nullable Object findKeyDeserializer(Annotated annotated) {
    return checked(within(annotated, JavaType::getKeyType), super.findKeyDeserializer(annotated));
  }

  /** The class of the keys or contents; {@code null} if there are none. */
  private static @Nullable Class<?> within(
      Annotated annotated, Function<JavaType, JavaType> which) {
    JavaType type = annotated.getType(); // null for some classes
    JavaType inner = type == null ? null : which.apply(type);
    return inner == null ? null : inner.getRawClass();
  }

  private static @Nullable Object checked(@Nullable Class<?> type, @Nullable Object found) {
    if (found != null && type != null && Enum.class.isAssignableFrom(type)) {
      throw new UnusableTypeException(
          "a serializer or deserializer of "
              + type.getSimpleName()
              + " by annotation is not supported, because an enum is sent as an integer; remove it,"
              + " or give the enum a @JsonValue");
    }
    return found;
  }
}
