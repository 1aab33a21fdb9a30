package io.mqttremoting.internal.client;

import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InterfaceReader;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/** Makes proxies without a connection: all their remote methods go to one handler. */
final class TestProxies {
  private TestProxies() {}

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    InterfaceModel model = InterfaceReader.read(type);
    Map<Method, InvocationHandler> handlers = new HashMap<>();
    model
        .properties()
        .forEach(
            property -> {
              handlers.put(property.getter(), handler);
              property.setter().ifPresent(setter -> handlers.put(setter, handler));
              property.changeHandler().ifPresent(added -> handlers.put(added.adder(), handler));
            });
    model
        .operations()
        .forEach(
            operation -> {
              operation.blocking().ifPresent(method -> handlers.put(method, handler));
              operation.future().ifPresent(method -> handlers.put(method, handler));
            });
    model.signals().forEach(signal -> handlers.put(signal.handler().adder(), handler));
    return type.cast(
        ProxyFactory.of(model).newProxy((proxy, method, args) -> "the identity", handlers));
  }
}
