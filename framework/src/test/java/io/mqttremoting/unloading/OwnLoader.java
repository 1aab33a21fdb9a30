package io.mqttremoting.unloading;

import java.net.URL;
import java.net.URLClassLoader;

/** Loads {@link Scenario} and its nested classes anew, other classes by the tests' own loader. */
final class OwnLoader extends URLClassLoader {
  OwnLoader() {
    super(
        new URL[] {Scenario.class.getProtectionDomain().getCodeSource().getLocation()},
        Scenario.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(Scenario.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }
}
