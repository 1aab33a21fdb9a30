package io.mqttremoting.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.RemoteInterface;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java sources that were written from a contract, compiled without a warning. */
final class CompiledSources {
  private CompiledSources() {}

  /** The remote interfaces of one package, of sources that are below a folder. */
  static Class<?>[] interfaces(Path sources, String packageName) throws Exception {
    Path classes = Files.createTempDirectory(sources.getParent(), "classes");
    compile(sources, classes);
    ClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, CompiledSources.class.getClassLoader());
    List<String> names;
    try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.contains("-"))
              .map(name -> packageName + "." + name.replace(".class", ""))
              .sorted()
              .toList();
    }
    List<Class<?>> found = new java.util.ArrayList<>();
    for (String name : names) {
      Class<?> type = loader.loadClass(name);
      if (type.isAnnotationPresent(RemoteInterface.class)) {
        found.add(type);
      }
    }
    return found.toArray(new Class<?>[0]);
  }

  private static void compile(Path sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-parameters",
            "-Xlint:all,-classfile",
            "-d",
            classes.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    try (Stream<Path> all = Files.walk(sources);
        StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      List<Path> java = all.filter(file -> file.toString().endsWith(".java")).toList();
      boolean isCompiled =
          compiler
              .getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(java))
              .call();
      assertEquals(
          List.of(),
          found.getDiagnostics().stream()
              .filter(each -> each.getSource() != null)
              .map(CompiledSources::words)
              .toList());
      assertTrue(isCompiled);
    }
  }

  private static String words(Diagnostic<? extends JavaFileObject> error) {
    return error.getSource().getName()
        + ", line "
        + error.getLineNumber()
        + ": "
        + error.getMessage(Locale.ROOT);
  }
}
