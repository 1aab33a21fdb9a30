package io.mqttremoting.internal.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;

/** Denies all class names in JSON, also if a user's module allows them. */
final class NoSubtypesByClass extends PolymorphicTypeValidator.Base {
  private static final long serialVersionUID = 1L;

  @Override
  public Validity validateBaseType(MapperConfig<?> config, JavaType type) {
    return Validity.DENIED;
  }
}
