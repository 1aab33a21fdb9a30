package io.mqttremoting.internal.spring;

import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Serves beans from when the program has started until it begins to stop: it starts after web
 * servers and stops before them. May start again.
 */
final class ServiceServer implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceServer.class);

  /** As listeners of messages have it in Spring: above the phases of web servers. */
  private static final int PHASE = Integer.MAX_VALUE - 100;

  private final RemotingConnections connections;
  private final ServiceBeans services;
  private final OptionsOfBeans options;
  private final BeanFactory beans;
  private final Map<ServedBean, ServiceHandle> served =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private volatile boolean running;

  ServiceServer(
      RemotingConnections connections,
      ServiceBeans services,
      OptionsOfBeans options,
      BeanFactory beans) {
    this.connections = connections;
    this.services = services;
    this.options = options;
    this.beans = beans;
  }

  @Override
  public void start() {
    try {
      services.find().forEach(this::serve);
      running = true;
    } catch (RuntimeException | Error e) {
      closeAll();
      throw e;
    }
  }

  private void serve(ServedBean bean) {
    ServiceOptions all = options.of(bean);
    try {
      ServiceHandle handle =
          connections.get(bean.connection()).serve(beans.getBean(bean.name()), all);
      served.put(bean, handle);
      LOG.info("The bean '{}' is the {}", bean.name(), handle);
    } catch (IllegalArgumentException | StartException e) {
      throw failure(
          "the bean '" + bean.name() + "' cannot be served", othersWithAddressOf(bean), e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the bean '" + bean.name() + "' cannot be served: " + e.getMessage(), e);
    }
  }

  private static StartException failure(String what, List<String> others, RuntimeException e) {
    return others.isEmpty()
        ? StartException.of(what, e, "correct the bean")
        : StartException.of(
                what + ", as " + String.join(", ", others) + " already serves the interface", e, "")
            .withRemedy(
                "give one of them an instance or a connection, as in @RemoteService(instance ="
                    + " \"kitchen\")");
  }

  /** The beans that may be why a bean cannot be served. */
  private List<String> othersWithAddressOf(ServedBean bean) {
    return served().stream()
        .filter(other -> !Collections.disjoint(other.addresses(), bean.addresses()))
        .map(other -> "'" + other.name() + "'")
        .toList();
  }

  /** The beans that are served. */
  List<ServedBean> served() {
    synchronized (served) {
      return List.copyOf(served.keySet());
    }
  }

  @Override
  public void stop() {
    running = false;
    closeAll();
  }

  /** Spring waits for {@code callback} at most as long as the phase may take. */
  @Override
  public void stop(Runnable callback) {
    Thread closing =
        new Thread(
            () -> {
              try {
                stop();
              } finally {
                callback.run();
              }
            },
            "remoting-stop");
    closing.setDaemon(true);
    closing.start();
  }

  /** At the same time, so that they share the time to drain. */
  private void closeAll() {
    List<ServiceHandle> handles;
    synchronized (served) {
      handles = List.copyOf(served.values());
      served.clear();
    }
    List<Thread> threads = new ArrayList<>();
    for (ServiceHandle handle : handles) {
      Thread thread = new Thread(() -> close(handle), "remoting-stop-" + threads.size());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stop waiting
    }
  }

  private static void close(ServiceHandle handle) {
    try {
      handle.close();
    } catch (RuntimeException e) {
      LOG.warn("Cannot close the {}", handle, e);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
