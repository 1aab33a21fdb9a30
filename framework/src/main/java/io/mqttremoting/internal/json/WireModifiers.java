package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;

/**
 * Restores the readers and writers of {@link WireRules} for enums and numbers if a user's module
 * replaces them. This module is installed before those of users, so its modifiers run after theirs.
 */
final class WireModifiers extends Module {
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
    context.addBeanDeserializerModifier(new InstantiableTypes());
    context.addBeanSerializerModifier(new Writers());
  }

  private static final class Writers extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSerializer<?> modifyEnumSerializer(
        SerializationConfig config,
        JavaType type,
        BeanDescription description,
        JsonSerializer<?> serializer) {
      return serializer instanceof EnumWriter
          ? serializer
          : new EnumWriter(type.getRawClass(), EnumValues.of(description), false);
    }

    @Override
    public JsonSerializer<?> modifySerializer(
        SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
      Class<?> type = description.getBeanClass();
      if (description.getType().isEnumType()) {
        return modifyEnumSerializer(config, description.getType(), description, serializer);
      }
      ScalarWriter scalar = ScalarWriter.of(type);
      return serializer instanceof ScalarWriter || scalar == null ? serializer : scalar;
    }
  }
}
