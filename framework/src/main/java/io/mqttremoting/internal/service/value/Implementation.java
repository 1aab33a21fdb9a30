package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.model.SignalModel;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a service calls, and whose changes and signals it publishes. Requests call the invocations
 * in its turn. The other methods are called before it is served, in the thread that serves it.
 */
public interface Implementation {
  /** Calls the implementation. */
  interface Invocation {
    /** Throws what the implementation throws as the cause of an exception. */
    Object invoke(Object[] arguments) throws InvocationTargetException, IllegalAccessException;
  }

  /** The name for messages. */
  String name();

  /** The contract, which {@code _describe} returns. */
  ContractModel contract();

  /**
   * Checks that it is not a client of the interface that it should serve; other clients are not
   * detected here.
   *
   * @throws IllegalArgumentException if it is such a client
   */
  void requireNoClient(LoopGuard loopGuard);

  /**
   * Returns the first value of a property; {@code null} if there is none yet.
   *
   * @throws IllegalStateException if the method that returns it fails
   */
  @Nullable Object firstValue(PropertyModel property);

  /**
   * Begins to report the changes of a property to {@code publishing}.
   *
   * @throws IllegalArgumentException if this is a client of the interface that it should serve
   * @throws IllegalStateException if the method that adds handlers fails or returns {@code null}
   */
  Subscription listen(
      PropertyModel property,
      HandlerModel handler,
      Consumer<Object[]> publishing,
      LoopGuard loopGuard);

  /** Begins to report a signal, as for changes. */
  Subscription listen(SignalModel signal, Consumer<Object[]> publishing, LoopGuard loopGuard);

  /**
   * Whether an operation returns a {@link java.util.concurrent.CompletableFuture}.
   *
   * @throws IllegalArgumentException if the implementation defines no method of it
   */
  boolean returnsFuture(OperationModel operation);

  /** Returns a call of an operation; fails like {@link #returnsFuture}. */
  Invocation operation(OperationModel operation);

  /** Returns a call of a property's getter. */
  Invocation getter(PropertyModel property);

  /** Returns a call of a property's setter, which must exist. */
  Invocation setter(PropertyModel property);
}
