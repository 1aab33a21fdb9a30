package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.Subscription;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Implements the contracts of the recorded peers: stores properties, returns the first argument.
 */
final class Echo {
  private final Map<String, ObservableValue<Object>> properties = new ConcurrentHashMap<>();
  private final Listeners<Object> signals = new Listeners<>();

  private Echo() {}

  /** An implementation of {@code type}. */
  static <T> T of(Class<T> type) {
    Echo echo = new Echo();
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getDeclaringClass() == Object.class
                    ? ofObject(proxy, method, arguments)
                    : echo.call(method, arguments)));
  }

  private static Object ofObject(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "echo";
    };
  }

  private Object call(Method method, Object[] arguments) {
    if (method.isAnnotationPresent(Operation.class)) {
      return result(method, arguments);
    }
    if (!method.isAnnotationPresent(Property.class)) {
      return signals.add(arguments[0]);
    }
    String name = method.getName();
    if (name.startsWith("get")) {
      return property(name.substring(3), method.getReturnType()).get();
    }
    if (name.startsWith("set")) {
      property(name.substring(3), method.getParameterTypes()[0]).set(arguments[0]);
      return null;
    }
    return onChange(name.substring(2, name.length() - "Changed".length()), arguments[0]);
  }

  @SuppressWarnings("unchecked") // all handlers of the contracts are of this kind
  private Subscription onChange(String name, Object handler) {
    return properties
        .computeIfAbsent(name, key -> new ObservableValue<>(null))
        .onChange((Consumer<Object>) handler);
  }

  private ObservableValue<Object> property(String name, Class<?> type) {
    ObservableValue<Object> property =
        properties.computeIfAbsent(name, key -> new ObservableValue<>(null));
    if (property.get() == null && type.isPrimitive()) {
      property.set(zero(type));
    }
    return property;
  }

  private static Object result(Method method, Object[] arguments) {
    if (method.getReturnType() == void.class) {
      return null;
    }
    if (arguments == null) {
      return zero(method.getReturnType());
    }
    if (method.getReturnType() == Peers.StructBool.class
        && arguments[0].getClass() != Peers.StructBool.class) {
      return new Peers.StructBool(false); // as the peer does
    }
    return arguments[0];
  }

  private static Object zero(Class<?> type) {
    return Array.get(Array.newInstance(type, 1), 0);
  }

  /** The contracts. */
  static List<Class<?>> types() {
    return List.of(
        Peers.SimpleInterface.class,
        Peers.SimpleArrayInterface.class,
        Peers.VoidInterface.class,
        Peers.EnumInterface.class,
        Peers.StructInterface.class,
        Peers.Counter.class);
  }
}
