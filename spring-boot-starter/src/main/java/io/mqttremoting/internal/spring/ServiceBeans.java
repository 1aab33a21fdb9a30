package io.mqttremoting.internal.spring;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.spring.RemoteService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Finds the beans to serve. */
final class ServiceBeans {
  private final ConfigurableListableBeanFactory beans;
  private final boolean all;

  /**
   * The beans of a factory.
   *
   * @param all whether also those without {@link RemoteService}
   */
  ServiceBeans(ConfigurableListableBeanFactory beans, boolean all) {
    this.beans = beans;
    this.all = all;
  }

  /**
   * The beans to serve, in the order of their definitions.
   *
   * @throws StartException if a bean with the annotation cannot be served
   */
  List<ServedBean> find() {
    List<ServedBean> found = new ArrayList<>();
    for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
      RemoteService annotation = annotation(name);
      if (annotation != null) {
        found.add(annotated(name, annotation));
      } else if (all && isOther(name)) {
        found.add(ServedBean.of(name, beans.getBean(name).getClass()));
      }
    }
    return found;
  }

  private @Nullable RemoteService annotation(String name) {
    return ScopedProxyUtils.isScopedTarget(name)
        ? null
        : beans.findAnnotationOnBean(name, RemoteService.class, false);
  }

  private ServedBean annotated(String name, RemoteService annotation) {
    if (!beans.isSingleton(name)) {
      throw new StartException(
          "the bean '" + name + "' has @RemoteService, but is not a singleton", "remove its scope");
    }
    Object bean = beans.getBean(name);
    ServedBean served =
        ServedBean.of(name, bean.getClass(), annotation, text -> resolve(name, text));
    if (served.types().isEmpty()) {
      throw new StartException(
          "the bean '"
              + name
              + "' has @RemoteService, but "
              + AopUtils.getTargetClass(bean).getName()
              + " implements no interface with @RemoteInterface",
          "annotate the interface"
              + namesOf(ClassUtils.getAllInterfacesForClass(AopUtils.getTargetClass(bean))));
    }
    if (isClient(name, bean)) {
      throw new StartException(
          "the bean '" + name + "' has @RemoteService, but is a client, which cannot be served",
          "remove the annotation");
    }
    return served;
  }

  private static String namesOf(Class<?>... interfaces) {
    return interfaces.length == 0
        ? ""
        : " ("
            + Arrays.stream(interfaces).map(Class::getName).collect(Collectors.joining(", "))
            + ")";
  }

  private boolean isOther(String name) {
    if (ScopedProxyUtils.isScopedTarget(name) || !beans.isSingleton(name)) {
      return false;
    }
    Class<?> type = beans.getType(name, false);
    return type != null
        && !ServedBean.remoteInterfaces(type).isEmpty()
        && !isClient(name, beans.getBean(name));
  }

  /** Also if an aspect has put a proxy around it. */
  private boolean isClient(String name, Object bean) {
    String factory = "&" + name;
    if (beans.containsBean(factory) && beans.isTypeMatch(factory, RemoteClientFactoryBean.class)) {
      return true;
    }
    try {
      ClientHandle.of(bean);
      return true;
    } catch (IllegalArgumentException e) {
      return false; // how the library says that it is not a client
    }
  }

  private String resolve(String name, String text) {
    try {
      String resolved = beans.resolveEmbeddedValue(text);
      return resolved == null ? "" : resolved;
    } catch (IllegalArgumentException e) {
      throw StartException.of(
          "@RemoteService of the bean '" + name + "' has a placeholder without a value",
          e,
          "set the property");
    }
  }
}
