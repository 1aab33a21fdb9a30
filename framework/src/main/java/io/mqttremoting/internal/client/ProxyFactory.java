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
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Creates proxies. Each interface has one proxy class in its package and class loader, so
 * interfaces need not be public and can be unloaded. The class has one final field per remote
 * method, which holds the method's handler, so a call looks nothing up.
 */
public final class ProxyFactory {
  private static final String IDENTITY = "remoting$identity";

  private static final ClassValue<ProxyFactory> FACTORIES =
      new ClassValue<>() {
        @Override
        protected ProxyFactory computeValue(Class<?> type) {
          return new ProxyFactory(InterfaceReader.read(type));
        }
      };

  private final List<Method> methods;
  private final MethodHandle constructor;

  private ProxyFactory(InterfaceModel model) {
    methods = remoteMethods(model);
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
    InvocationHandler[] fields = new InvocationHandler[methods.size() + 1];
    fields[0] = identity;
    for (int i = 0; i < methods.size(); i++) {
      fields[i + 1] = handlers.get(methods.get(i));
    }
    try {
      return constructor.invoke((Object) fields);
    } catch (Throwable e) {
      throw new IllegalStateException(
          "A generated constructor failed: a defect of this library", e);
    }
  }

  /** The identity that {@code proxy} was created with; empty if it is no proxy. */
  static Optional<InvocationHandler> identityOf(Object proxy) {
    try {
      Field field = proxy.getClass().getDeclaredField(IDENTITY);
      field.setAccessible(true);
      return Optional.of((InvocationHandler) field.get(proxy));
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

  private MethodHandle define(Class<?> type) {
    MethodGraph graph =
        MethodGraph.Compiler.DEFAULT.compile(
            (TypeDefinition) TypeDescription.ForLoadedType.of(type));
    DynamicType.Builder<?> builder =
        new ByteBuddy()
            .subclass(Object.class, ConstructorStrategy.Default.NO_CONSTRUCTORS)
            .implement(type)
            .name(type.getName() + "$MqttRemotingClient")
            .defineField(
                IDENTITY, InvocationHandler.class, Visibility.PRIVATE, FieldManifestation.FINAL)
            .method(ElementMatchers.isToString())
            .intercept(InvocationHandlerAdapter.toField(IDENTITY));
    List<String> fields = new ArrayList<>(List.of(IDENTITY));
    for (int i = 0; i < methods.size(); i++) {
      Method method = methods.get(i);
      String field = method.getName() + "$" + i;
      fields.add(field);
      builder =
          builder
              .defineField(
                  field, InvocationHandler.class, Visibility.PRIVATE, FieldManifestation.FINAL)
              .method(
                  ElementMatchers.is(
                      graph
                          .locate(new MethodDescription.ForLoadedMethod(method).asSignatureToken())
                          .getRepresentative()))
              .intercept(InvocationHandlerAdapter.toField(field));
    }
    return load(
        type,
        builder
            .defineConstructor(Visibility.PRIVATE)
            .withParameters(InvocationHandler[].class)
            .intercept(new FieldsFromArray(fields)));
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
          .findConstructor(proxy, MethodType.methodType(void.class, InvocationHandler[].class))
          .asFixedArity()
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "No client of "
              + type.getName()
              + " can be defined in its package; if that is in a named module, open it to"
              + " io.mqttremoting",
          e);
    }
  }
}
