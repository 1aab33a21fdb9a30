package io.world.restarted;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.spring.RemoteService;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Counts in the system properties, which remain. */
@RemoteService
public class Counter implements ICounter {
  private final List<WeakReference<ClassLoader>> loaders = loaders();

  private final String clientId;

  Counter(RemotingConnection connection) {
    clientId = connection.clientId();
    loaders.add(new WeakReference<>(getClass().getClassLoader()));
  }

  @SuppressWarnings("unchecked")
  private static List<WeakReference<ClassLoader>> loaders() {
    return (List<WeakReference<ClassLoader>>)
        System.getProperties().computeIfAbsent("loaders", key -> new CopyOnWriteArrayList<>());
  }

  @Override
  public Starts starts() {
    System.gc();
    return new Starts(
        loaders.size(),
        clientId,
        Thread.currentThread().getContextClassLoader() == getClass().getClassLoader(),
        IntStream.range(0, loaders.size())
            .filter(i -> loaders.get(i).get() != null)
            .mapToObj(i -> i + 1)
            .toList());
  }
}
