package io.mqttremoting.benchmarks;

import io.mqttremoting.api.MqttVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes to the first reply: from the start of a JVM, and on a further connection in a
 * JVM that is warm. Ours and raw are measured in turn.
 */
final class Connecting {
  private static final int STARTS = 15;
  private static final int CONNECTS = 30;
  private static final int WARM_UP = 30;
  private static final long END_SECONDS = 20;
  private static final double LIMIT = 1.2;
  private static final double NANOS_PER_MILLI = 1e6;

  private final URI broker;
  private final MqttVersion version;
  private final Path directory;
  private final String classPath;

  private Connecting(Broker broker, MqttVersion version, Path directory, String classPath) {
    this.broker = broker.uri();
    this.version = version;
    this.directory = directory;
    this.classPath = classPath;
  }

  /** Measures with each version of MQTT that the broker knows. */
  static void measure(Broker broker, Report report) throws Exception {
    Path directory = Files.createTempDirectory("connect");
    String classPath = ClassPath.ofJars(directory);
    for (MqttVersion version : broker.versions()) {
      try (Side services = new Side()) {
        FirstCall.serve(services, broker.uri(), version);
        new Connecting(broker, version, directory, classPath).measure(report);
      }
    }
  }

  private void measure(Report report) throws Exception {
    report.add(compare("JVM start to first reply", STARTS, 1, side -> start(side, List.of())));
    for (String side : List.of("ours", "raw")) {
      start(side, List.of("-XX:ArchiveClassesAtExit=" + archive(side)));
    }
    report.add(
        compare(
            "the same with a class-data archive",
            STARTS,
            1,
            side -> start(side, List.of("-XX:SharedArchiveFile=" + archive(side)))));
    report.add(compare("further connect to first reply", CONNECTS, WARM_UP, this::connect));
  }

  private Path archive(String side) {
    return directory.resolve(side + version + ".jsa");
  }

  private interface Timed {
    long nanos(String side) throws Exception;
  }

  private Times compare(String what, int rounds, int warmUp, Timed timed) throws Exception {
    for (int i = 0; i < warmUp; i++) {
      timed.nanos("ours");
      timed.nanos("raw");
    }
    double[] ours = new double[rounds];
    double[] raws = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ours[i] = timed.nanos("ours") / NANOS_PER_MILLI;
      raws[i] = timed.nanos("raw") / NANOS_PER_MILLI;
    }
    return Times.of(what, version.toString(), ours, raws, LIMIT);
  }

  /** From the start of a JVM until it prints that it has the reply. */
  private long start(String side, List<String> flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-cp", classPath, FirstCall.class.getName(), side, broker.toString(), version.name()));
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String said = process.inputReader(StandardCharsets.UTF_8).readLine();
      long nanos = System.nanoTime() - begin;
      if (!FirstCall.REPLIED.equals(said)) {
        throw new IOException("the program says " + said);
      }
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the program does not end");
      }
      return nanos;
    } finally {
      process.destroyForcibly();
    }
  }

  /** From the start of a connection until it has brought a reply. */
  private long connect(String side) throws Exception {
    long begin = System.nanoTime();
    try (Side opened = new Side()) {
      if ("ours".equals(side)) {
        FirstCall.call(opened, broker, version);
      } else {
        FirstCall.callRaw(opened, broker, version);
      }
      return System.nanoTime() - begin;
    }
  }
}
