package io.mqttremoting.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;

/** Jackson's annotations, less those that would put names of classes on the wire. */
final class NoClassNames extends JacksonAnnotationIntrospector {
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
              + " is not possible, for no class is looked up by a name from the wire; use NAME with"
              + " @JsonSubTypes");
    }
    return found;
  }
}
