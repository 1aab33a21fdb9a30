package io.mqttremoting.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@link Benchmarks} in a JVM of their own: that of Maven is told in {@code .mvn/jvm.config}
 * to compile for short runs.
 */
public final class OwnJvm {
  private OwnJvm() {}

  /** Runs the benchmarks with these arguments until they end. */
  public static void main(String[] args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ClassPath.current(),
                Benchmarks.class.getName()));
    command.addAll(List.of(args));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("the benchmarks ended with exit code " + code);
    }
  }
}
