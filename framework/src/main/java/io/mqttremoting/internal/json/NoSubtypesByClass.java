package io.mqttremoting.internal.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;

/** Denies each class that JSON names, whatever asks for it: a user's module, say. */
final class NoSubtypesByClass extends PolymorphicTypeValidator.Base {
  private static final long serialVersionUID = 1L;

  @Override
  public Validity validateBaseType(MapperConfig<?> config, JavaType type) {
    return Validity.DENIED;
  }
}
