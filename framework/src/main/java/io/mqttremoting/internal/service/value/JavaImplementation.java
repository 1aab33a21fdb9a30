package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.model.SignalModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object of a user, whose methods are called by reflection. */
public final class JavaImplementation implements Implementation {
  private static final Logger LOG = LoggerFactory.getLogger(JavaImplementation.class);

  private static final String HANDLER_RULE =
      "serve gives it a handler: keep that, and return a Subscription that ends it";
  private static final String GETTER_RULE =
      "serve asks it for the first value: return one, or null as long as there is none";

  private final InterfaceModel model;
  private final Object object;
  private final ContractModel contract;

  /** One interface of {@code object}, which has this contract. */
  public JavaImplementation(InterfaceModel model, Object object, ContractModel contract) {
    this.model = model;
    this.object = object;
    this.contract = contract;
  }

  @Override
  public String name() {
    return object.getClass().getName();
  }

  @Override
  public ContractModel contract() {
    return contract;
  }

  /** Calls {@code toString()} for this, which all objects have and proxies pass on. */
  @Override
  public void requireNoClient(LoopGuard loopGuard) {
    loopGuard.run(null, this::describe);
  }

  private String describe() {
    try {
      return object.toString();
    } catch (Exception e) { // it is served nevertheless
      LOG.debug("{}: the implementation cannot be described", model.id(), e);
      return "";
    }
  }

  @Override
  public @Nullable Object firstValue(PropertyModel property) {
    return call("@Property '" + property.name() + "'", property.getter(), GETTER_RULE);
  }

  @Override
  public Subscription listen(
      PropertyModel property,
      HandlerModel handler,
      Consumer<Object[]> publishing,
      LoopGuard loopGuard) {
    return listen("@Property", property.name(), handler, publishing, loopGuard);
  }

  @Override
  public Subscription listen(
      SignalModel signal, Consumer<Object[]> publishing, LoopGuard loopGuard) {
    return listen("@Signal", signal.name(), signal.handler(), publishing, loopGuard);
  }

  private Subscription listen(
      String annotation,
      String name,
      HandlerModel handler,
      Consumer<Object[]> publishing,
      LoopGuard loopGuard) {
    String member = annotation + " '" + name + "'";
    Method adder = handler.adder();
    Object added = PublishingHandler.create(model.id() + "." + name, handler, publishing);
    Object subscription = loopGuard.run(added, () -> call(member, adder, HANDLER_RULE, added));
    if (subscription == null) {
      throw notServed(member, adder, "returned null; " + HANDLER_RULE, null);
    }
    return (Subscription) subscription;
  }

  @Override
  public boolean returnsFuture(OperationModel operation) {
    return writtenMethod(operation).getReturnType() == CompletableFuture.class;
  }

  @Override
  public Invocation operation(OperationModel operation) {
    return invocation(writtenMethod(operation));
  }

  @Override
  public Invocation getter(PropertyModel property) {
    Method getter = property.getter();
    return arguments -> getter.invoke(object);
  }

  @Override
  public Invocation setter(PropertyModel property) {
    return invocation(property.setter().orElseThrow());
  }

  private Invocation invocation(Method method) {
    return arguments -> method.invoke(object, arguments);
  }

  private @Nullable Object call(String member, Method method, String rule, Object... arguments) {
    try {
      return method.invoke(object, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw notServed(member, method, "failed: " + cause + "; " + rule, cause);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }

  private IllegalStateException notServed(
      String member, Method method, String what, @Nullable Throwable cause) {
    return new IllegalStateException(
        model.id()
            + " is not served: "
            + object.getClass().getName()
            + "."
            + method.getName()
            + " of "
            + member
            + " "
            + what,
        cause);
  }

  /**
   * Returns the method of the operation that the implementation defines itself. If it defines both,
   * returns the one with a future, because that does not occupy the implementation's turn until the
   * result is there.
   */
  private Method writtenMethod(OperationModel operation) {
    return Stream.of(operation.future(), operation.blocking())
        .flatMap(Optional::stream)
        .filter(this::isWritten)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    object.getClass().getName()
                        + " writes no method of @Operation '"
                        + operation.name()
                        + "' of "
                        + model.type().getSimpleName()
                        + ", which has default methods only; write one of them"));
  }

  /**
   * Whether the method is implemented by the class, a superclass, or an interface other than the
   * served one and its superinterfaces.
   */
  private boolean isWritten(Method method) {
    try {
      Method found = object.getClass().getMethod(method.getName(), method.getParameterTypes());
      return !found.isDefault() || !found.getDeclaringClass().isAssignableFrom(model.type());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // impossible: it implements the interface
    }
  }
}
