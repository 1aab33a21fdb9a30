package io.mqttremoting.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Counts the lines of files and methods. */
final class SourceSizes {
  private SourceSizes() {}

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** The names of the classes that the files are named after. */
  static Set<String> classes(Path root) throws IOException {
    return files(root).stream()
        .map(file -> root.relativize(file).toString().replace(File.separatorChar, '.'))
        .map(name -> name.replaceFirst("\\.java$", ""))
        .filter(name -> !name.endsWith("-info"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The files with more than {@code limit} lines. */
  static Map<String, Long> filesOver(int limit, Path root) throws IOException {
    Map<String, Long> found = new TreeMap<>();
    for (Path file : files(root)) {
      try (Stream<String> lines = Files.lines(file)) {
        long count = lines.count();
        if (count > limit) {
          found.put(file.getFileName().toString(), count);
        }
      }
    }
    return found;
  }

  /**
   * Methods and constructors with more than {@code limit} lines, counted from the first annotation.
   */
  static Map<String, Long> methodsOver(int limit, Path root) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, Long> found = new TreeMap<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  null,
                  null,
                  manager.getJavaFileObjectsFromPaths(files(root)));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        LineMap lines = unit.getLineMap();
        new TreePathScanner<Void, Void>() {
          @Override
          public Void visitMethod(MethodTree method, Void nothing) {
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            long count = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
            if (count > limit) {
              String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
              found.put(file.replace(".java", "#") + method.getName(), count);
            }
            return super.visitMethod(method, null);
          }
        }.scan(unit, null);
      }
    }
    return found;
  }
}
