package io.mqttremoting.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module can be resolved with what it requires, and exports what users need. */
class ModuleTest {
  private static final String NEEDED =
      ".*/(annotations|framework|micrometer)/target/.*"
          + "|.*/(jackson-|byte-buddy|slf4j-api|org\\.eclipse\\.paho|micrometer-(commons|core|obs)"
          + "|HdrHistogram|LatencyUtils|jspecify)[^/]*\\.jar";

  @Test
  void itIsANamedModuleThatUsersCanRequire() throws Exception {
    Path[] entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> entry.replace('\\', '/').matches(NEEDED))
            .filter(entry -> !entry.contains("test-classes"))
            .filter(entry -> !entry.contains("observation-test"))
            .map(Path::of)
            .toArray(Path[]::new);
    String name = "io.mqttremoting.micrometer";
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolveAndBind(ModuleFinder.of(entries), ModuleFinder.of(), Set.of(name));
    Module module =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader())
            .findModule(name)
            .orElseThrow();
    Class<?> type = module.getClassLoader().loadClass(name + ".RemotingObservation");
    assertEquals(module, type.getModule());
    assertTrue(module.isExported(name));
    assertEquals(Set.of(name), module.getPackages());
    Class<?> registry =
        module.getClassLoader().loadClass("io.micrometer.observation.ObservationRegistry");
    assertEquals("micrometer.observation", registry.getModule().getName());
    Object noop = registry.getField("NOOP").get(null);
    assertEquals(type, type.getMethod("with", registry).invoke(null, noop).getClass());
  }
}
