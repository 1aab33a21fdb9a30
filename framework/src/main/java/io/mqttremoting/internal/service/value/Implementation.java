package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.PropertyModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An implementation that is called outside of its turn: only while it is not yet served, by the
 * thread that serves it.
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

  /** The implementation of what is served, which {@code loopGuard} keeps from being a client. */
  Implementation(ServedObject served, LoopGuard loopGuard) {
    this.object = served.implementation();
    this.id = served.id();
    this.loopGuard = loopGuard;
  }

  /**
   * Makes sure that it is no client of what it is to serve, as far as a call of a method shows that
   * all objects have: proxies pass it on.
   *
   * @throws IllegalArgumentException if it is
   */
  void requireNoClient() {
    loopGuard.run(null, this::describe);
  }

  private String describe() {
    try {
      return object.toString();
    } catch (Exception e) { // which is no reason not to serve it
      LOG.debug("{}: the implementation cannot be described", id, e);
      return "";
    }
  }

  /** The first value of a property; {@code null} if there is none yet. */
  Object firstValue(PropertyModel property) {
    return call("@Property '" + property.name() + "'", property.getter(), GETTER_RULE);
  }

  /**
   * Gives it a handler.
   *
   * @param member the annotation and the name of the member whose handler this is
   * @throws IllegalArgumentException if it is a client of what it is to serve
   */
  Subscription listen(String member, HandlerModel model, Object handler) {
    Method adder = model.adder();
    Object subscription = loopGuard.run(handler, () -> call(member, adder, HANDLER_RULE, handler));
    if (subscription == null) {
      throw notServed(member, adder, "returned null; " + HANDLER_RULE, null);
    }
    return (Subscription) subscription;
  }

  private Object call(String member, Method method, String rule, Object... arguments) {
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
      String member, Method method, String what, Throwable cause) {
    return new IllegalStateException(
        object.getClass().getName() + "." + method.getName() + " of " + member + " " + what, cause);
  }
}
