package io.mqttremoting.benchmarks;

import io.mqttremoting.api.Subscription;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.IntStream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;

/** As many interfaces as are wanted, and implementations of them. */
final class Things {
  private Things() {}

  /** Copies of {@link IThing}, in a class loader of their own. */
  static List<Class<?>> interfaces(int count) {
    DynamicType.Unloaded<?> first = copy(0);
    for (int i = 1; i < count; i++) {
      first = first.include(copy(i));
    }
    ClassLoader loader =
        first
            .load(Things.class.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
            .getLoaded()
            .getClassLoader();
    return IntStream.range(0, count).<Class<?>>mapToObj(i -> load(loader, i)).toList();
  }

  private static DynamicType.Unloaded<IThing> copy(int number) {
    return new ByteBuddy().redefine(IThing.class).name(name(number)).make();
  }

  private static String name(int number) {
    return "things.IThing" + number;
  }

  private static Class<?> load(ClassLoader loader, int number) {
    try {
      return loader.loadClass(name(number));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An object whose properties are 0 or null and that never tells of anything. */
  static <T> T implementation(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> answer(method)));
  }

  private static Object answer(Method method) {
    if (method.getReturnType() == Subscription.class) {
      Subscription none = () -> {};
      return none;
    }
    return method.getReturnType() == int.class
        ? (Object) 0
        : method.getReturnType() == double.class ? (Object) 0.0 : null;
  }
}
