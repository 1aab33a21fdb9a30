package io.mqttremoting.internal.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.spring.RemoteService;
import io.mqttremoting.testbroker.EmbeddedBroker;
import io.mqttremoting.testsupport.Await;
import io.world.oven.IOven;
import io.world.oven.Oven;
import io.world.oven.OvenProgram;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When connections and services begin and end. */
class LifeTest {
  private static final int WEB_SERVER_PHASE = Integer.MAX_VALUE - 1024;

  private static final long GC_PAUSE_NANOS = 100_000_000;

  /** What does not fit into the memory. */
  private static final List<long[]> KEPT = new ArrayList<>();

  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start();
    outside = MqttRemoting.connect(broker.uri().toString());
  }

  @AfterAll
  static void stop() {
    outside.close();
    broker.close();
  }

  /** Stands for a web server: in its phase, it says whether services and clients work. */
  static final class Other implements SmartLifecycle {
    final List<String> events = new CopyOnWriteArrayList<>();
    private final RemotingConnection own;
    private final IOven fromOutside;
    private boolean running;

    Other(RemotingConnection own, IOven fromOutside) {
      this.own = own;
      this.fromOutside = fromOutside;
    }

    private void note(String event) {
      events.add(
          event
              + (own.isConnected() ? ", connected" : ", not connected")
              + (ClientHandle.of(fromOutside).isAvailable() ? ", served" : ", not served"));
    }

    @Override
    public void start() {
      note("start");
      running = true;
    }

    @Override
    public void stop() {
      Await.until("it is offline", () -> !ClientHandle.of(fromOutside).isAvailable());
      note("stop");
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return WEB_SERVER_PHASE;
    }
  }

  private static RemotingConnection outside;

  @Configuration
  static class Beans {
    @Bean
    @RemoteService
    Oven oven() {
      return new Oven();
    }

    @Bean
    Other other(RemotingConnection own) {
      return new Other(own, outside.client(IOven.class));
    }
  }

  @Test
  void connectsBeforeWebServersServesAfterThemAndStopsServingBeforeThem() {
    List<String> events = new CopyOnWriteArrayList<>();
    Contexts.with(broker)
        .withUserConfiguration(Beans.class)
        .run(
            context -> {
              Other other = context.getBean(Other.class);
              assertEquals(1, outside.client(IOven.class).bake(1));
              context.close();
              events.addAll(other.events);
              assertEquals(ConnectionState.CLOSED, other.own.state());
            });
    assertEquals(List.of("start, connected, not served", "stop, connected, not served"), events);
  }

  @Test
  void itServesAgainWhenTheContextStartsAgain() {
    Contexts.with(broker)
        .withUserConfiguration(Beans.class)
        .run(
            context -> {
              IOven oven = outside.client(IOven.class);
              ConfigurableApplicationContext own = context.getSourceApplicationContext();
              for (int i = 1; i <= 3; i++) {
                assertEquals(i, oven.bake(1));
                own.stop();
                Await.until("it is offline", () -> !ClientHandle.of(oven).isAvailable());
                own.start();
                assertTrue(ClientHandle.of(oven).awaitAvailable(Await.DEADLINE));
              }
            });
  }

  static class SlowOven extends Oven {
    static CountDownLatch entered;
    static CountDownLatch released;

    @Override
    public int bake(int minutes) {
      entered.countDown();
      Await.open(released);
      return super.bake(minutes);
    }
  }

  @Configuration
  static class TwoSlowOnes {
    @Bean
    @RemoteService(instance = "a")
    SlowOven first() {
      return new SlowOven();
    }

    @Bean
    @RemoteService(instance = "b")
    SlowOven second() {
      return new SlowOven();
    }
  }

  @Test
  void runningRequestsEndBeforeTheProgramDoes() {
    SlowOven.entered = new CountDownLatch(2);
    SlowOven.released = new CountDownLatch(1);
    Contexts.with(broker)
        .withPropertyValues("mqtt.remoting.drain-timeout=" + Await.DEADLINE.toSeconds() + "s")
        .withUserConfiguration(TwoSlowOnes.class)
        .run(
            context -> {
              List<CompletableFuture<Integer>> calls =
                  List.of(
                      CompletableFuture.supplyAsync(() -> outside.client(IOven.class, "a").bake(1)),
                      CompletableFuture.supplyAsync(
                          () -> outside.client(IOven.class, "b").bake(2)));
              Await.open(SlowOven.entered);
              ServiceServer server = context.getBean(ServiceServer.class);
              CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
              Await.until("it stops", () -> !server.isRunning() && server.served().isEmpty());
              assertFalse(closing.isDone());
              SlowOven.released.countDown();
              assertEquals(1, Await.result(calls.get(0)));
              assertEquals(2, Await.result(calls.get(1)));
              Await.result(closing);
            });
  }

  /** Two services that do not end in time share it, instead of taking it one after the other. */
  @Test
  @Tag("long")
  void theProgramEndsAlthoughRequestsHang() {
    SlowOven.entered = new CountDownLatch(2);
    SlowOven.released = new CountDownLatch(1);
    Contexts.with(broker)
        .withPropertyValues("mqtt.remoting.drain-timeout=6s")
        .withUserConfiguration(TwoSlowOnes.class)
        .run(
            context -> {
              List<CompletableFuture<Integer>> calls =
                  List.of(
                      CompletableFuture.supplyAsync(() -> outside.client(IOven.class, "a").bake(1)),
                      CompletableFuture.supplyAsync(
                          () -> outside.client(IOven.class, "b").bake(2)));
              Await.open(SlowOven.entered);
              long begun = System.nanoTime();
              context.close();
              long millis = (System.nanoTime() - begun) / 1_000_000;
              assertTrue(millis >= 6000 && millis < 11_900, "it took " + millis + " ms");
              SlowOven.released.countDown();
              calls.forEach(Await::failure);
            });
  }

  /**
   * As devtools do it: the classes of the program are loaded again for each start. The first start
   * does not count, because Spring keeps a thread of it for the end of the JVM.
   */
  @Test
  void nothingKeepsTheClassesOfAProgramThatHasEnded() throws Exception {
    assertEquals(7, OvenProgram.runOnce(arguments()));
    WeakReference<ClassLoader> loader = runInClassLoaderOfItsOwn();
    clearSoftReferences(); // those of Spring's caches
    Await.until(
        "the class loader is gone",
        () -> {
          System.gc();
          LockSupport.parkNanos(GC_PAUSE_NANOS);
          return loader.get() == null;
        });
  }

  private static String[] arguments() {
    return new String[] {"--mqtt.remoting.uris=" + broker.uri()};
  }

  private static void clearSoftReferences() {
    SoftReference<Object> some = new SoftReference<>(new Object());
    int more = (int) Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 8);
    OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> KEPT.add(new long[more]));
    assertEquals("Java heap space", error.getMessage());
    assertNull(some.get());
  }

  private static WeakReference<ClassLoader> runInClassLoaderOfItsOwn() throws Exception {
    ClassLoader loader = new RestartLoader(LifeTest.class.getClassLoader());
    Class<?> program = loader.loadClass("io.world.oven.OvenProgram");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      assertEquals(
          7, program.getMethod("runOnce", String[].class).invoke(null, (Object) arguments()));
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    return new WeakReference<>(loader);
  }

  /** Loads the classes of the program itself. */
  private static final class RestartLoader extends ClassLoader {
    RestartLoader(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("io.world.oven.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
