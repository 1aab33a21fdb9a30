package io.mqttremoting.internal.model;

import io.mqttremoting.api.Description;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the texts of {@link Description}; they are empty where there is none. */
public final class Descriptions {
  private Descriptions() {}

  /** The description of one element. */
  public static String of(AnnotatedElement element) {
    return first(Stream.of(element));
  }

  /** The description of a property. */
  public static String of(PropertyModel property) {
    return first(
        Stream.of(
                Optional.of(property.getter()),
                property.setter(),
                property.changeHandler().map(HandlerModel::adder))
            .flatMap(Optional::stream));
  }

  /** The description of an operation. */
  public static String of(OperationModel operation) {
    return first(methods(operation));
  }

  /** The description of a signal. */
  public static String of(SignalModel signal) {
    return of(signal.handler().adder());
  }

  /** The description of the parameter with this index. */
  public static String ofParameter(OperationModel operation, int index) {
    return first(methods(operation).map(method -> method.getParameters()[index]));
  }

  /** The description of the argument with this index. */
  public static String ofParameter(SignalModel signal, int index) {
    return of(signal.handler().method().getParameters()[index]);
  }

  private static Stream<Method> methods(OperationModel operation) {
    return Stream.of(operation.blocking(), operation.future()).flatMap(Optional::stream);
  }

  private static String first(Stream<? extends AnnotatedElement> elements) {
    return elements
        .map(element -> element.getAnnotation(Description.class))
        .filter(Objects::nonNull)
        .map(Description::value)
        .findFirst()
        .orElse("");
  }
}
