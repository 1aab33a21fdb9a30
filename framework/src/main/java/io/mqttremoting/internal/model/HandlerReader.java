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

/** Reads the methods that take a handler: signals, and the changes of properties. */
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
            "a @Signal method is named 'on' and the signal, as onJustSaid; rename it, or give"
                + " @Signal(\"name\")");
        return Optional.empty();
      }
      name = derived.get();
    }
    String signal = name;
    signals.check(method, signal);
    return handler.map(model -> new SignalModel(signal, model));
  }

  /** The handler that {@code adder} takes; empty if rules are broken. */
  Optional<HandlerModel> read(Method adder, String annotation) {
    if (adder.getReturnType() != Subscription.class) {
      problems.add(
          adder,
          annotation
              + " methods that take a handler return Subscription; change the return type from "
              + Types.show(adder.getGenericReturnType()));
    }
    if (adder.getParameterCount() != 1) {
      problems.add(
          adder,
          annotation
              + " methods that return Subscription take one parameter, the handler; take a"
              + " Consumer<T>, or another functional interface");
      return Optional.empty();
    }
    Type handlerType = Types.resolveHandler(adder.getGenericParameterTypes()[0], bindings);
    Class<?> handlerClass = Types.erase(handlerType);
    if (handlerClass.isSealed()) {
      problems.add(adder, "a handler is not a sealed interface; remove 'sealed'");
    }
    Optional<Method> method =
        functionalMethod(handlerType).filter(found -> returnsNothing(found, handlerType));
    if (method.isEmpty()) {
      problems.add(
          adder,
          "a handler is a functional interface whose method returns void, which "
              + handlerClass.getSimpleName()
              + " is not; use Consumer<T>, Runnable, or an interface of your own");
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
    boolean clear = Types.unclear(handlerType).isEmpty();
    if (!clear) {
      problems.checkPayload(adder, "the handler", handlerType);
    }
    Map<TypeVariable<?>, Type> handlerBindings = Types.bindings(handlerType);
    List<ParameterModel> parameters = new ArrayList<>();
    for (int i = 0; i < method.getParameterCount(); i++) {
      Type type = Types.resolve(method.getGenericParameterTypes()[i], handlerBindings);
      if (clear) {
        problems.checkPayload(adder, "parameter " + (i + 1) + " of the handler", type);
      }
      parameters.add(ParameterModel.of(method.getParameters()[i], i, type));
    }
    return List.copyOf(parameters);
  }

  /** Kotlin's {@code (Shape) -> Unit} is a function whose result is an object of no meaning. */
  private static boolean returnsNothing(Method method, Type handlerType) {
    Type result = Types.resolve(method.getGenericReturnType(), Types.bindings(handlerType));
    return result == void.class || KotlinTypes.isUnit(result);
  }

  /**
   * The one method that a lambda of this type would implement. Java lists it more than once where
   * an interface repeats it with its type arguments filled in, or has it from two parents.
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
