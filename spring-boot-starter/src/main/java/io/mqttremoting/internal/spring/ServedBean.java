package io.mqttremoting.internal.spring;

import io.mqttremoting.Contract;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.spring.RemoteService;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.util.ClassUtils;

/**
 * A bean to serve, and how.
 *
 * @param types its remote interfaces
 * @param instance empty for none
 * @param group empty for none
 * @param connection the name of a connection
 */
record ServedBean(
    String name,
    List<Class<?>> types,
    String instance,
    String group,
    int concurrency,
    String connection) {

  /** What {@code annotation} says, with placeholders resolved. */
  static ServedBean of(
      String name, Class<?> type, RemoteService annotation, UnaryOperator<String> placeholders) {
    return new ServedBean(
        name,
        remoteInterfaces(type),
        placeholders.apply(annotation.instance()),
        placeholders.apply(annotation.group()),
        annotation.concurrency(),
        RemotingConnections.name(placeholders.apply(annotation.connection())));
  }

  /** A bean without the annotation. */
  static ServedBean of(String name, Class<?> type) {
    return new ServedBean(name, remoteInterfaces(type), "", "", 1, RemotingConnections.name(""));
  }

  /**
   * Where the interfaces are on the wire, unless options override their names.
   *
   * @throws IllegalArgumentException if an interface breaks rules
   */
  List<String> addresses() {
    return types.stream()
        .map(Contract::of)
        .map(
            contract ->
                connection + " " + instance + " " + contract.module() + "/" + contract.name())
        .toList();
  }

  /** The interfaces of a class with {@code @RemoteInterface}. */
  static List<Class<?>> remoteInterfaces(Class<?> type) {
    return ClassUtils.getAllInterfacesForClassAsSet(type).stream()
        .<Class<?>>map(each -> each)
        .filter(each -> each.isAnnotationPresent(RemoteInterface.class))
        .toList();
  }
}
