package io.mqttremoting.internal.service.value;

import io.mqttremoting.internal.model.HandlerModel;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The handler that is added to an implementation: it publishes the arguments of each call. */
final class PublishingHandler implements InvocationHandler {
  private static final Object[] NO_ARGUMENTS = {};

  private final String member;
  private final Consumer<Object[]> publishing;

  private final @Nullable Object result;

  private PublishingHandler(String member, Consumer<Object[]> publishing, @Nullable Object result) {
    this.member = member;
    this.publishing = publishing;
    this.result = result;
  }

  /**
   * Creates a handler of the type in {@code model}, which passes its arguments to {@code
   * publishing}.
   */
  static Object create(String member, HandlerModel model, Consumer<Object[]> publishing) {
    return Proxy.newProxyInstance(
        model.type().getClassLoader(),
        new Class<?>[] {model.type()},
        new PublishingHandler(member, publishing, model.result()));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.isDefault()) {
      return invokeDefault(proxy, method, arguments);
    }
    if (method.getDeclaringClass() != Object.class) { // Java may list one method several times
      publishing.accept(arguments == null ? NO_ARGUMENTS : arguments);
      return result;
    }
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "publisher of " + member;
      default -> throw new IllegalStateException("A handler has one method, not " + method);
    };
  }

  /**
   * Calls a default method. {@link InvocationHandler#invokeDefault} needs no {@code opens} but does
   * not work for interfaces that are not public; the lookup does.
   */
  private static Object invokeDefault(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Class<?> type = method.getDeclaringClass();
    if (Modifier.isPublic(type.getModifiers())) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    PublishingHandler.class.getModule().addReads(type.getModule());
    return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
        .unreflectSpecial(method, type)
        .bindTo(proxy)
        .invokeWithArguments(arguments == null ? NO_ARGUMENTS : arguments);
  }
}
