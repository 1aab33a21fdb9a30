package io.mqttremoting.internal.client;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;

/** Remote interfaces made on the spot: large ones, and ones of which no client was made before. */
final class GeneratedInterfaces {
  private GeneratedInterfaces() {}

  /** A new interface with operations {@code int op0(int)}, {@code int op1(int)} and so on. */
  static Class<?> withOperations(int number) {
    DynamicType.Builder<?> builder =
        new ByteBuddy()
            .makeInterface()
            .name("io.world.Generated")
            .annotateType(AnnotationDescription.Builder.ofType(RemoteInterface.class).build());
    for (int i = 0; i < number; i++) {
      builder =
          builder
              .defineMethod("op" + i, int.class, Visibility.PUBLIC)
              .withParameters(int.class)
              .withoutCode()
              .annotateMethod(AnnotationDescription.Builder.ofType(Operation.class).build());
    }
    try (DynamicType.Unloaded<?> made = builder.make()) {
      return made.load(GeneratedInterfaces.class.getClassLoader()).getLoaded();
    }
  }
}
