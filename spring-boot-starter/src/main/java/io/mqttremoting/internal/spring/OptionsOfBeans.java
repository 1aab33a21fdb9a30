package io.mqttremoting.internal.spring;

import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.spring.ServiceOptionsCustomizer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Makes the options with which beans are served. */
final class OptionsOfBeans {
  private final @Nullable Executor executor;
  private final ObjectProvider<ServiceInterceptor> interceptors;
  private final ObjectProvider<ServiceOptionsCustomizer> customizers;

  /**
   * Options of the beans of a program.
   *
   * @param executor {@code null} for the threads of the connection
   */
  OptionsOfBeans(
      @Nullable Executor executor,
      ObjectProvider<ServiceInterceptor> interceptors,
      ObjectProvider<ServiceOptionsCustomizer> customizers) {
    this.executor = executor;
    this.interceptors = interceptors;
    this.customizers = customizers;
  }

  ServiceOptions of(ServedBean bean) {
    ServiceOptions options = annotated(bean);
    if (executor != null) {
      options = options.withExecutor(executor);
    }
    for (ServiceInterceptor interceptor : interceptors.orderedStream().toList()) {
      options = options.withInterceptor(interceptor);
    }
    for (ServiceOptionsCustomizer customizer : customizers.orderedStream().toList()) {
      options = customizer.customize(bean.name(), options);
    }
    return options;
  }

  private static ServiceOptions annotated(ServedBean bean) {
    try {
      ServiceOptions options = ServiceOptions.defaults().withConcurrency(bean.concurrency());
      if (!bean.instance().isEmpty()) {
        options = options.withInstance(bean.instance());
      }
      return bean.group().isEmpty() ? options : options.withGroup(bean.group());
    } catch (IllegalArgumentException e) {
      throw StartException.of(
          "the bean '" + bean.name() + "' cannot be served", e, "correct its @RemoteService");
    }
  }
}
