package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.testsupport.TestBroker;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Brokers in this JVM: the embedded broker of module test-broker, on two versions of Moquette.
 * Their classes have the same names, so each gets a class loader with the test's class path except
 * the other version.
 */
final class EmbeddedBrokers {
  private static final String BROKER = "io.mqttremoting.testbroker.EmbeddedBroker";
  private static final String MOQUETTE = "moquette-broker-0.17.jar";

  private static Class<?> onMoquette;
  private static Class<?> onMoquette5;

  private EmbeddedBrokers() {}

  /** A broker on Moquette 0.17. */
  static synchronized TestBroker moquette() {
    if (onMoquette == null) {
      onMoquette = load(MOQUETTE::equals);
    }
    return start(onMoquette);
  }

  /** A broker on the Moquette that speaks MQTT 5. */
  static synchronized TestBroker moquette5() {
    if (onMoquette5 == null) {
      onMoquette5 = load(jar -> !jar.equals(MOQUETTE));
    }
    return start(onMoquette5);
  }

  /** Loads the broker class with the wanted Moquette, for as long as the tests run. */
  private static Class<?> load(Predicate<String> wanted) {
    List<URL> urls = new ArrayList<>();
    int moquettes = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      String name = String.valueOf(path.getFileName());
      if (!name.startsWith("moquette-broker-")) {
        urls.add(url(path));
      } else if (wanted.test(name)) {
        urls.add(url(path));
        moquettes++;
      }
    }
    if (moquettes != 1) {
      throw new IllegalStateException(moquettes + " Moquettes instead of one are in " + urls);
    }
    @SuppressWarnings("resource") // the broker's threads load classes until the end
    ClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    try {
      return loader.loadClass(BROKER);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestBroker start(Class<?> type) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(type.getClassLoader()); // for code that looks up services there
    try {
      return new Embedded(type, type.getMethod("start").invoke(null));
    } catch (ReflectiveOperationException e) {
      throw failure(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static IllegalStateException failure(ReflectiveOperationException e) {
    return new IllegalStateException(
        "The embedded broker failed",
        e instanceof InvocationTargetException thrown ? thrown.getCause() : e);
  }

  private record Embedded(Class<?> type, Object broker) implements TestBroker {
    @Override
    public URI uri() {
      return (URI) call("uri");
    }

    @Override
    public void close() {
      call("close");
    }

    private Object call(String method) {
      try {
        return type.getMethod(method).invoke(broker);
      } catch (ReflectiveOperationException e) {
        throw failure(e);
      }
    }
  }
}
