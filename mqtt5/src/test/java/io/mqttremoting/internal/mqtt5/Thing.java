package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;

/**
 * One of many generated interfaces, {@code things/Thing0} and so on, each with a property {@code
 * value}, a signal {@code raised}, and an implementation.
 */
final class Thing {
  private static final AnnotationDescription PROPERTY = annotation(Property.class);
  private static final TypeDescription.Generic HANDLER =
      TypeDescription.Generic.Builder.parameterizedType(Consumer.class, Integer.class).build();

  private final Class<?> type;
  private final Method getter;
  private final Method signalAdder;
  private final ObservableValue<Integer> value = new ObservableValue<>(0);
  private final Listeners<Consumer<Integer>> raised = new Listeners<>();

  private Thing(Class<?> type) throws NoSuchMethodException {
    this.type = type;
    this.getter = type.getMethod("getValue");
    this.signalAdder = type.getMethod("onRaised", Consumer.class);
  }

  /** Generates {@code count} of them. */
  static List<Thing> of(int count) {
    DynamicType.Unloaded<?> all = make(0);
    for (int i = 1; i < count; i++) {
      all = all.include(make(i));
    }
    ClassLoader loader =
        all.load(Thing.class.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
            .getLoaded()
            .getClassLoader();
    List<Thing> things = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        things.add(new Thing(loader.loadClass(name(i))));
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
    return things;
  }

  private static String name(int number) {
    return "things.Thing" + number;
  }

  private static AnnotationDescription annotation(
      Class<? extends java.lang.annotation.Annotation> type) {
    return AnnotationDescription.Builder.ofType(type).build();
  }

  private static DynamicType.Unloaded<?> make(int number) {
    return new ByteBuddy()
        .makeInterface()
        .name(name(number))
        .annotateType(annotation(RemoteInterface.class))
        .defineMethod("getValue", int.class, Visibility.PUBLIC)
        .withoutCode()
        .annotateMethod(PROPERTY)
        .defineMethod("onValueChanged", Subscription.class, Visibility.PUBLIC)
        .withParameters(HANDLER)
        .withoutCode()
        .annotateMethod(PROPERTY)
        .defineMethod("onRaised", Subscription.class, Visibility.PUBLIC)
        .withParameters(HANDLER)
        .withoutCode()
        .annotateMethod(annotation(Signal.class))
        .make();
  }

  Class<?> type() {
    return type;
  }

  void set(int newValue) {
    value.set(newValue);
  }

  void raise(int argument) {
    raised.forEach(handler -> handler.accept(argument));
  }

  /** The value that a client has. */
  int read(Object client) {
    try {
      return (int) getter.invoke(client);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Adds a handler for the signal to a client. */
  void onRaised(Object client, Consumer<Integer> handler) {
    try {
      signalAdder.invoke(client, handler);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked")
  Object implementation() {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getValue" -> value.get();
              case "onValueChanged" -> value.onChange((Consumer<Integer>) arguments[0]);
              case "onRaised" -> raised.add((Consumer<Integer>) arguments[0]);
              default -> "thing";
            });
  }
}
