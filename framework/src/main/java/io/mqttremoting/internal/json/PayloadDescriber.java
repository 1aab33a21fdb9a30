package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.ser.std.JsonValueSerializer;
import com.fasterxml.jackson.databind.ser.std.ReferenceTypeSerializer;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Constant;
import io.mqttremoting.api.ContractModel.Definition;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.Description;
import io.mqttremoting.internal.model.Descriptions;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Describes payload types by what Jackson writes of them. What it cannot know, such as the output
 * of a user's serializer, is described as any value. Not thread-safe.
 */
final class PayloadDescriber {
  private final SerializerProvider provider;
  private final Map<Key, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Definition> definitions = new TreeMap<>();

  /** A type, and which of its fields are written, which may differ from place to place. */
  private record Key(JavaType type, List<String> fields) {
    static Key of(JavaType type, JsonSerializer<?> serializer) {
      List<String> fields = new ArrayList<>();
      serializer.properties().forEachRemaining(field -> fields.add(field.getName()));
      return new Key(type, fields);
    }
  }

  /** Describes what {@code mapper} writes; no definition gets the name {@code reserved}. */
  PayloadDescriber(JsonMapper mapper, String reserved) {
    provider = mapper.getSerializerProviderInstance();
    taken.addAll(ScalarTypes.RESERVED);
    taken.add(reserved);
  }

  /** The definitions of all types described so far, sorted by name. */
  List<Definition> definitions() {
    return List.copyOf(definitions.values());
  }

  /** The description of a type. */
  ContractModel.Type of(Type type) {
    return of(provider.constructType(type));
  }

  private ContractModel.Type of(JavaType type) {
    if (type.isReferenceType()) {
      return of(type.getContentType()).orNull();
    }
    try {
      return of(type, provider.findValueSerializer(type, null));
    } catch (JsonMappingException | IllegalArgumentException e) {
      return ContractModel.Type.ANY; // this end only receives it
    }
  }

  private ContractModel.Type of(JavaType type, JsonSerializer<?> serializer)
      throws JsonMappingException {
    ContractModel.Type scalar = ScalarTypes.of(type, serializer, provider);
    if (scalar != null) {
      return scalar;
    }
    if (serializer instanceof EnumWriter) {
      return enumeration(type);
    }
    TypeSerializer variants = provider.findTypeSerializer(type);
    if (variants != null) {
      return union(type, variants);
    }
    if (serializer instanceof BeanSerializerBase) {
      return struct(type, serializer);
    }
    if (serializer instanceof JsonValueSerializer) {
      AnnotatedMember value = provider.getConfig().introspect(type).findJsonValueAccessor();
      return value == null ? ContractModel.Type.ANY : of(value.getType());
    }
    if (type.isMapLikeType()) {
      return ContractModel.Type.mapOf(of(type.getContentType()));
    }
    return type.isContainerType()
        ? ContractModel.Type.arrayOf(of(type.getContentType()))
        : ContractModel.Type.ANY;
  }

  private ContractModel.Type enumeration(JavaType type) {
    Key key = new Key(type, List.of());
    String known = names.get(key);
    if (known != null) {
      return ContractModel.Type.named(known);
    }
    String name = newName(key);
    List<Constant> constants = new ArrayList<>();
    EnumValues.of(provider.getConfig().introspect(type))
        .byConstant()
        .forEach((constant, value) -> constants.add(constant((Enum<?>) constant, value)));
    String text = Descriptions.of(type.getRawClass());
    definitions.put(name, new ContractModel.Enumeration(name, List.copyOf(constants), text));
    return ContractModel.Type.named(name);
  }

  private static Constant constant(Enum<?> constant, Object value) {
    try {
      Class<?> type = constant.getDeclaringClass();
      return new Constant(
          constant.name(), value, Descriptions.of(type.getDeclaredField(constant.name())));
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e); // each constant is a field
    }
  }

  private ContractModel.Type struct(JavaType type, JsonSerializer<?> serializer)
      throws JsonMappingException {
    if (serializer.getClass() != BeanSerializer.class || serializer.usesObjectId()) {
      return ContractModel.Type.ANY; // for example as an array
    }
    Key key = Key.of(type, serializer);
    String known = names.get(key);
    if (known != null) {
      return ContractModel.Type.named(known);
    }
    String name = newName(key);
    List<Field> fields = new ArrayList<>();
    serializer.acceptJsonFormatVisitor(new Fields(fields), type);
    String text = Descriptions.of(type.getRawClass());
    definitions.put(name, new ContractModel.Struct(name, List.copyOf(fields), text));
    return ContractModel.Type.named(name);
  }

  /** A sealed or abstract type whose subtypes are distinguished by a field with their names. */
  private ContractModel.Type union(JavaType type, TypeSerializer variants)
      throws JsonMappingException {
    if (variants.getTypeInclusion() != JsonTypeInfo.As.PROPERTY
        || variants.getTypeIdResolver().getMechanism() != JsonTypeInfo.Id.NAME
        || type.isConcrete()) {
      return ContractModel.Type.ANY;
    }
    Key key = new Key(type, List.of());
    String known = names.get(key);
    if (known != null) {
      return ContractModel.Type.named(known);
    }
    String name = newName(key);
    List<Field> fields = new ArrayList<>();
    for (JavaType subtype : subtypes(type)) {
      String id = variants.getTypeIdResolver().idFromValueAndType(null, subtype.getRawClass());
      JsonSerializer<?> serializer = provider.findValueSerializer(subtype, null);
      ContractModel.Type variant =
          serializer instanceof BeanSerializerBase
              ? struct(subtype, serializer)
              : ContractModel.Type.ANY;
      fields.add(new Field(id, variant, false, Descriptions.of(subtype.getRawClass())));
    }
    fields.sort(Comparator.comparing(Field::name));
    String text = Descriptions.of(type.getRawClass());
    definitions.put(
        name, new ContractModel.Union(name, variants.getPropertyName(), List.copyOf(fields), text));
    return ContractModel.Type.named(name);
  }

  private List<JavaType> subtypes(JavaType type) {
    SerializationConfig config = provider.getConfig();
    Collection<NamedType> found =
        config
            .getSubtypeResolver()
            .collectAndResolveSubtypesByClass(
                config, AnnotatedClassResolver.resolve(config, type, config));
    return found.stream()
        .map(NamedType::getType)
        .filter(subtype -> subtype != type.getRawClass() && type.isTypeOrSuperTypeOf(subtype))
        .map(subtype -> provider.constructSpecializedType(type, subtype))
        .filter(JavaType::isConcrete)
        .toList();
  }

  /** A name such as {@code PageOfItem}, unique in this contract. */
  private String newName(Key key) {
    String simple = nameOf(key.type);
    String name = simple;
    for (int i = 2; !taken.add(name); i++) {
      name = simple + i;
    }
    names.put(key, name);
    return name;
  }

  private static String nameOf(JavaType type) {
    String name = type.getRawClass().getSimpleName().replace("[]", "Array");
    List<JavaType> arguments = type.getBindings().getTypeParameters();
    List<String> parts = arguments.stream().map(PayloadDescriber::nameOf).toList();
    String whole = parts.isEmpty() ? name : name + "Of" + String.join("And", parts);
    String valid = whole.replaceAll("[^0-9A-Za-z_]", "_");
    return valid.matches("[A-Za-z].*") ? valid : "T" + valid;
  }

  /** Collects the fields of a struct. */
  private final class Fields extends JsonFormatVisitorWrapper.Base {
    private final List<Field> fields;

    Fields(List<Field> fields) {
      super(PayloadDescriber.this.provider);
      this.fields = fields;
    }

    @Override
    public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
      return new JsonObjectFormatVisitor.Base(getProvider()) {
        @Override
        public void property(BeanProperty property) throws JsonMappingException {
          add(property, true);
        }

        @Override
        public void optionalProperty(BeanProperty property) throws JsonMappingException {
          add(property, false);
        }
      };
    }

    private void add(BeanProperty property, boolean required) throws JsonMappingException {
      Description description = property.getAnnotation(Description.class);
      fields.add(
          new Field(
              property.getName(),
              typeOf(property),
              required,
              description == null ? "" : description.value()));
    }
  }

  private ContractModel.Type typeOf(BeanProperty property) throws JsonMappingException {
    JavaType type = property.getType();
    JsonSerializer<?> serializer = null;
    if (property instanceof BeanPropertyWriter writer) {
      if (writer.getTypeSerializer() != null && provider.findTypeSerializer(type) == null) {
        return ContractModel.Type.ANY; // the property itself declares subtypes
      }
      serializer = writer.getSerializer();
    }
    if (serializer == null) {
      serializer = findSerializer(type, property);
    }
    if (serializer == null) {
      return ContractModel.Type.ANY;
    }
    if (serializer instanceof ReferenceTypeSerializer) {
      return of(type);
    }
    ContractModel.Type found = of(type, serializer);
    boolean ownFormat =
        property.findPropertyFormat(provider.getConfig(), type.getRawClass()).hasPattern();
    return ownFormat && !found.format().isEmpty() ? ContractModel.Type.text("") : found;
  }

  private @Nullable JsonSerializer<?> findSerializer(JavaType type, BeanProperty property) {
    try {
      return provider.findPrimaryPropertySerializer(type, property);
    } catch (JsonMappingException | IllegalArgumentException e) {
      return null; // this end only receives it
    }
  }
}
