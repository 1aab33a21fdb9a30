package io.mqttremoting.internal.model;

import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the methods that take a handler: signals and property changes. */
final class HandlerReader {
  private final Problems problems;
  private final Map<TypeVariable<?>, Type> bindings;
  private final MemberNames signals;

  HandlerReader(Problems problems, Map<TypeVariable<?>, Type> bindings) {
    this.problems = problems;
    this.bindings = bindings;
    this.signals = new MemberNames(problems, "@Signal");
  }

  Optional<SignalModel> readSignal(Method method) {
    Optional<HandlerModel> handler = read(method, "@Signal");
    String name = method.getAnnotation(Signal.class).value();
    if (name.isEmpty()) {
      Optional<String> derived = Names.after("on", method.getName());
      if (derived.isEmpty()) {
        problems.add(
            method,
            "a @Signal method must be named 'on' plus the signal's name, such as onJustSaid; rename"
                + " it, or use @Signal(\"name\")");
        return Optional.empty();
      }
      name = derived.get();
    }
    String signal = name;
    signals.check(method, signal);
    return handler.map(model -> new SignalModel(signal, model));
  }

  /** The handler that {@code adder} takes; empty if it breaks rules. */
  Optional<HandlerModel> read(Method adder, String annotation) {
    if (adder.getReturnType() != Subscription.class) {
      problems.add(
          adder,
          annotation
              + " methods that take a handler must return Subscription; change the return type from "
              + Types.show(adder.getGenericReturnType()));
    }
    if (adder.getParameterCount() != 1) {
      problems.add(
          adder,
          annotation
              + " methods that return Subscription must have one parameter, the handler; use a"
              + " Consumer<T> or another functional interface");
      return Optional.empty();
    }
    Type handlerType = Types.resolveHandler(adder.getGenericParameterTypes()[0], bindings);
    Class<?> handlerClass = Types.erase(handlerType);
    if (handlerClass.isSealed()) {
      problems.add(adder, "a handler must not be a sealed interface; remove 'sealed'");
    }
    Optional<Method> method =
        functionalMethod(handlerType).filter(found -> returnsNothing(found, handlerType));
    if (method.isEmpty()) {
      problems.add(
          adder,
          "a handler must be a functional interface whose method returns void, but "
              + handlerClass.getSimpleName()
              + " is not; use Consumer<T>, Runnable, or your own interface");
      return Optional.empty();
    }
    return Optional.of(
        new HandlerModel(
            problems.accessible(adder),
            handlerClass,
            problems.accessible(method.get()),
            parameters(adder, handlerType, method.get())));
  }

  private List<ParameterModel> parameters(Method adder, Type handlerType, Method method) {
    boolean fullyKnown = Types.whyNotFullyKnown(handlerType).isEmpty();
    if (!fullyKnown) {
      problems.checkPayload(adder, "the handler", handlerType);
    }
    Map<TypeVariable<?>, Type> handlerBindings = Types.bindings(handlerType);
    List<ParameterModel> parameters = new ArrayList<>();
    for (int i = 0; i < method.getParameterCount(); i++) {
      Type type = Types.resolve(method.getGenericParameterTypes()[i], handlerBindings);
      if (fullyKnown) {
        problems.checkPayload(adder, "parameter " + (i + 1) + " of the handler", type);
      }
      parameters.add(ParameterModel.of(method.getParameters()[i], i, type));
    }
    return List.copyOf(parameters);
  }

  /** Kotlin's {@code (Shape) -> Unit} is a function that returns the object {@code Unit}. */
  private static boolean returnsNothing(Method method, Type handlerType) {
    Type result = Types.resolve(method.getGenericReturnType(), Types.bindings(handlerType));
    return result == void.class || KotlinTypes.isUnit(result);
  }

  /**
   * The method that a lambda of this type would implement. Java lists it more than once if an
   * interface redeclares it with concrete type arguments or inherits it from two parents.
   */
  private static Optional<Method> functionalMethod(Type handlerType) {
    Class<?> handlerClass = Types.erase(handlerType);
    if (!handlerClass.isInterface()) {
      return Optional.empty();
    }
    Map<TypeVariable<?>, Type> bindings = Types.bindings(handlerType);
    Map<String, Method> bySignature = new LinkedHashMap<>();
    Stream.of(handlerClass.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .filter(method -> !Types.isObjectMethod(method))
        .forEach(
            method ->
                bySignature.merge(
                    Types.signature(method, bindings),
                    method,
                    (one, other) ->
                        one.getDeclaringClass().isAssignableFrom(other.getDeclaringClass())
                            ? other
                            : one));
    return bySignature.size() == 1 ? bySignature.values().stream().findFirst() : Optional.empty();
  }
}
