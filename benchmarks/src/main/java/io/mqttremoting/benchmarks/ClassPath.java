package io.mqttremoting.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** What other JVMs are started with. */
final class ClassPath {
  /** What a user of this library has not got, but the benchmarks have. */
  private static final List<String> OF_BENCHMARKS =
      List.of("jmh", "jopt", "commons-math", "micrometer", "opentelemetry", "moquette", "junit");

  private ClassPath() {}

  /** This program's: within Maven, it isn't that of the JVM. */
  static String current() {
    if (ClassPath.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(URL::getPath)
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  /**
   * The same as a user has it: directories of classes as JAR files, which are written to {@code
   * target}, and without the libraries that only benchmarks need.
   */
  static String ofJars(Path target) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : current().split(File.pathSeparator, -1)) {
      if (Files.isDirectory(Path.of(entry))) {
        jars.add(jar(Path.of(entry), target.resolve(jars.size() + ".jar")).toString());
      } else if (OF_BENCHMARKS.stream().noneMatch(Path.of(entry).getFileName().toString()::contains)
          && Files.exists(Path.of(entry))) {
        jars.add(entry);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path jar(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes).filter(Files::isRegularFile)) {
      files.forEach(
          file -> {
            try {
              String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
              out.putNextEntry(new ZipEntry(name));
              Files.copy(file, out);
              out.closeEntry();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return jar;
  }
}
