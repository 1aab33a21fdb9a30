package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.PropertyModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls an implementation outside of its turn: only before it is served, in the thread that serves
 * it.
 */
final class Implementation {
  private static final Logger LOG = LoggerFactory.getLogger(Implementation.class);

  private static final String HANDLER_RULE =
      "serve gives it a handler: keep that, and return a Subscription that ends it";
  private static final String GETTER_RULE =
      "serve asks it for the first value: return one, or null as long as there is none";

  private final Object object;
  private final String id;
  private final LoopGuard loopGuard;

  /**
   * The implementation in {@code served}. {@code loopGuard} detects whether it is a client of the
   * interface that it should serve.
   */
  Implementation(ServedObject served, LoopGuard loopGuard) {
    this.object = served.implementation();
    this.id = served.id();
    this.loopGuard = loopGuard;
  }

  /**
   * Checks that the implementation is not a client of the interface that it should serve. Calls
   * {@code toString()} for this, which all objects have and proxies pass on; other clients are not
   * detected here.
   *
   * @throws IllegalArgumentException if it is such a client
   */
  void requireNoClient() {
    loopGuard.run(null, this::describe);
  }

  private String describe() {
    try {
      return object.toString();
    } catch (Exception e) { // it is served nevertheless
      LOG.debug("{}: the implementation cannot be described", id, e);
      return "";
    }
  }

  /** Returns the first value of a property; {@code null} if there is none yet. */
  @Nullable Object firstValue(PropertyModel property) {
    return call("@Property '" + property.name() + "'", property.getter(), GETTER_RULE);
  }

  /**
   * Adds a handler to the implementation.
   *
   * @param member the annotation and the name of the handler's property or signal
   * @throws IllegalArgumentException if the implementation is a client of the interface that it
   *     should serve
   * @throws IllegalStateException if the method that adds handlers fails or returns {@code null}
   */
  Subscription listen(String member, HandlerModel model, Object handler) {
    Method adder = model.adder();
    Object subscription = loopGuard.run(handler, () -> call(member, adder, HANDLER_RULE, handler));
    if (subscription == null) {
      throw notServed(member, adder, "returned null; " + HANDLER_RULE, null);
    }
    return (Subscription) subscription;
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
        object.getClass().getName() + "." + method.getName() + " of " + member + " " + what, cause);
  }
}
