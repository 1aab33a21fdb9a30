package io.mqttremoting.internal.client;

import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.model.SignalModel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.modifier.FieldManifestation;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.subclass.ConstructorStrategy;
import net.bytebuddy.implementation.FieldAccessor;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Creates proxies. Each interface has one proxy class in its package and class loader, so
 * interfaces need not be public and can be unloaded. It implements the remote methods and {@code
 * toString} only; default methods of the interface stay as they are.
 */
public final class ProxyFactory {
  private static final String HANDLER = "remoting$handler";

  private static final MethodDescription OBJECT_CONSTRUCTOR =
      TypeDescription.ForLoadedType.of(Object.class)
          .getDeclaredMethods()
          .filter(ElementMatchers.isConstructor())
          .getOnly();

  private static final ClassValue<ProxyFactory> FACTORIES =
      new ClassValue<>() {
        @Override
        protected ProxyFactory computeValue(Class<?> type) {
          return new ProxyFactory(InterfaceReader.read(type));
        }
      };

  /** The remote methods of the interface, by the method that the proxy class implements. */
  private final Map<Method, Method> methods;

  private final MethodHandle constructor;

  private ProxyFactory(InterfaceModel model) {
    methods = implemented(model);
    constructor = define(model.type());
  }

  /**
   * The factory for {@code model}'s interface. Synchronized because a {@link ClassValue} may
   * compute a value twice, but a class loader defines a class only once.
   */
  static ProxyFactory of(InterfaceModel model) {
    synchronized (FACTORIES) {
      return FACTORIES.get(model.type());
    }
  }

  /**
   * A new proxy.
   *
   * @param identity what {@link #identityOf} returns for the proxy; also handles {@code toString}
   * @param handlers one handler for each remote method
   */
  Object newProxy(InvocationHandler identity, Map<Method, InvocationHandler> handlers) {
    try {
      return constructor.invoke((InvocationHandler) new MethodTable(identity, methods, handlers));
    } catch (Throwable e) {
      throw new IllegalStateException(
          "A generated constructor failed: a defect of this library", e);
    }
  }

  /** The identity that {@code proxy} was created with; empty if it is no proxy. */
  static Optional<InvocationHandler> identityOf(Object proxy) {
    try {
      Field field = proxy.getClass().getDeclaredField(HANDLER);
      field.setAccessible(true);
      return Optional.of(((MethodTable) field.get(proxy)).identity);
    } catch (NoSuchFieldException e) {
      return Optional.empty(); // no proxy
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Method> remoteMethods(InterfaceModel model) {
    List<Method> methods = new ArrayList<>();
    for (PropertyModel property : model.properties()) {
      methods.add(property.getter());
      property.setter().ifPresent(methods::add);
      property.changeHandler().map(HandlerModel::adder).ifPresent(methods::add);
    }
    for (OperationModel operation : model.operations()) {
      operation.blocking().ifPresent(methods::add);
      operation.future().ifPresent(methods::add);
    }
    for (SignalModel signal : model.signals()) {
      methods.add(signal.handler().adder());
    }
    return List.copyOf(methods);
  }

  private static Map<Method, Method> implemented(InterfaceModel model) {
    MethodGraph graph =
        MethodGraph.Compiler.DEFAULT.compile(
            (TypeDefinition) TypeDescription.ForLoadedType.of(model.type()));
    Map<Method, Method> methods = new HashMap<>();
    for (Method method : remoteMethods(model)) {
      MethodDescription implemented =
          graph
              .locate(new MethodDescription.ForLoadedMethod(method).asSignatureToken())
              .getRepresentative();
      methods.put(
          ((MethodDescription.ForLoadedMethod) implemented.asDefined()).getLoadedMethod(), method);
    }
    return methods;
  }

  private MethodHandle define(Class<?> type) {
    return load(
        type,
        new ByteBuddy()
            .subclass(Object.class, ConstructorStrategy.Default.NO_CONSTRUCTORS)
            .implement(type)
            .name(type.getName() + "$MqttRemotingClient")
            .defineField(
                HANDLER, InvocationHandler.class, Visibility.PRIVATE, FieldManifestation.FINAL)
            .defineConstructor(Visibility.PRIVATE)
            .withParameters(InvocationHandler.class)
            .intercept(
                MethodCall.invoke(OBJECT_CONSTRUCTOR)
                    .onSuper()
                    .andThen(FieldAccessor.ofField(HANDLER).setsArgumentAt(0)))
            .method(
                ElementMatchers.isToString()
                    .or(ElementMatchers.anyOf(methods.keySet().toArray(Method[]::new))))
            .intercept(InvocationHandlerAdapter.toField(HANDLER)));
  }

  /** Loads the class into the package of the interface, and returns its constructor. */
  private static MethodHandle load(Class<?> type, DynamicType.Builder<?> builder) {
    try (DynamicType.Unloaded<?> unloaded = builder.make()) {
      ProxyFactory.class.getModule().addReads(type.getModule());
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      Class<?> proxy =
          unloaded
              .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(lookup))
              .getLoaded();
      return MethodHandles.privateLookupIn(proxy, MethodHandles.lookup())
          .findConstructor(proxy, MethodType.methodType(void.class, InvocationHandler.class))
          .asType(MethodType.methodType(Object.class, InvocationHandler.class));
    } catch (ReflectiveOperationException e) {
      // the interface was read, so its package is open
      throw new IllegalStateException("No client of " + type.getName() + " can be defined", e);
    }
  }

  /**
   * What a proxy does: hands each remote method over to its handler, and all others to {@code
   * identity}.
   *
   * @param methods the remote methods, by the method that the proxy class implements
   */
  private record MethodTable(
      InvocationHandler identity,
      Map<Method, Method> methods,
      Map<Method, InvocationHandler> handlers)
      implements InvocationHandler {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      Method remote = methods.get(method);
      InvocationHandler handler =
          remote == null ? identity : handlers.getOrDefault(remote, identity);
      return handler.invoke(proxy, method, args);
    }
  }
}
