package io.mqttremoting.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The micro-benchmarks, without any broker, each in a JVM of its own. */
final class Micro {
  private static final int WARM_UPS = 4;
  private static final int ITERATIONS = 5;

  private Micro() {}

  /** Runs those whose names contain {@code part}; writes {@code jmh.json}. */
  static void run(Path directory, String part) throws Exception {
    System.setProperty("java.class.path", ClassPath.current()); // JMH starts JVMs with it
    Files.createDirectories(directory);
    new Runner(
            new OptionsBuilder()
                .include(part.isEmpty() ? "Benchmark" : part)
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(directory.resolve("jmh.json").toString())
                .build())
        .run();
  }
}
