package io.mqttremoting.benchmarks;

import io.mqttremoting.api.MqttVersion;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * This library beside others for calls over MQTT, each in a program of its own, with a service and
 * a client on two connections. All programs use the same broker; in each round, one is measured
 * after the other.
 */
final class Peers implements AutoCloseable {
  private static final Path MODULE = Path.of("benchmarks/peers");
  private static final String OURS = "MQTT Remoting, MQTT ";
  private static final int ROUNDS = 7;
  private static final int ROUND_MILLIS = 1_000;
  private static final int WARM_UP_MILLIS = 16_000;

  private final Map<String, Program> programs = new LinkedHashMap<>();

  private Peers() {}

  /** A program that makes calls for as long as it is told. */
  private record Program(Process process, PrintStream in) {
    static Program start(List<String> command, Path directory) throws IOException {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Program program =
          new Program(
              process, new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
      String said = program.line();
      if (!"ready".equals(said)) {
        process.destroyForcibly();
        throw new IOException(command + " says " + said);
      }
      return program;
    }

    double perSecond(int millis) throws IOException {
      in.println(millis);
      String said = line();
      if (said == null) {
        throw new IOException("a program has ended");
      }
      return Double.parseDouble(said);
    }

    private String line() throws IOException {
      return process.inputReader(StandardCharsets.UTF_8).readLine();
    }
  }

  /** Measures one call at a time, and 64 in flight. */
  static void measure(Broker broker, PrintStream out) throws Exception {
    if (!Files.isDirectory(MODULE.resolve("target/lib"))
        || !Files.isDirectory(MODULE.resolve("node_modules"))) {
      throw new IllegalStateException("build " + MODULE + " first: see docs/performance.md");
    }
    for (int inFlight : List.of(1, 64)) {
      try (Peers peers = new Peers()) {
        peers.start(broker.uri().toString(), String.valueOf(inFlight));
        peers.compare(inFlight, out);
      }
    }
  }

  private void start(String broker, String inFlight) throws IOException {
    Path here = Path.of("");
    for (MqttVersion version : MqttVersion.values()) {
      for (String side : List.of("ours", "raw")) {
        String library = version == MqttVersion.MQTT_5 ? "HiveMQ client" : "Paho";
        List<String> command = java(ClassPath.current(), PeerProgram.class.getName());
        command.addAll(List.of(broker, inFlight, side, version.name()));
        programs.put(
            "ours".equals(side) ? OURS + version : library + " alone, MQTT " + version,
            Program.start(command, here.toAbsolutePath()));
      }
    }
    for (String effort : List.of("NORMAL", "BEST_EFFORT")) {
      List<String> command =
          java(
              MODULE.resolve("target/classes").toAbsolutePath()
                  + File.pathSeparator
                  + MODULE.resolve("target/lib").toAbsolutePath()
                  + "/*",
              "io.mqttremoting.peers.JoynrPeer");
      command.addAll(List.of(broker, inFlight, effort));
      programs.put("joynr, effort " + effort, Program.start(command, here.toAbsolutePath()));
    }
    programs.put(
        "mqtt-json-rpc",
        Program.start(
            List.of("node", "json-rpc-peer.js", broker.replace("tcp:", "mqtt:"), inFlight),
            MODULE));
  }

  private static List<String> java(String classPath, String program) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            program));
  }

  private void compare(int inFlight, PrintStream out) throws IOException {
    for (Program program : programs.values()) {
      program.perSecond(WARM_UP_MILLIS);
    }
    Map<String, double[]> measured = new LinkedHashMap<>();
    programs.keySet().forEach(name -> measured.put(name, new double[ROUNDS]));
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Program> program : programs.entrySet()) {
        measured.get(program.getKey())[round] = program.getValue().perSecond(ROUND_MILLIS);
      }
    }
    out.printf(
        "%n| %s | calls/s (quartiles) | ours with 3.1.1: times as many (least, most) | ours with 5"
            + " |%n| --- | ---: | ---: | ---: |%n",
        inFlight == 1 ? "one call at a time" : inFlight + " calls in flight");
    measured.forEach(
        (name, values) ->
            out.printf(
                "| %s | %s | %s | %s |%n",
                name,
                Times.Quartiles.of(values),
                ratios(measured.get(OURS + MqttVersion.MQTT_3_1_1), values),
                ratios(measured.get(OURS + MqttVersion.MQTT_5), values)));
  }

  /** The median, the least and the most of the rounds' ratios. */
  private static String ratios(double[] ours, double[] theirs) {
    double[] ratios =
        IntStream.range(0, ours.length).mapToDouble(i -> ours[i] / theirs[i]).toArray();
    return String.format(
        "%.2f (%.2f to %.2f)",
        Statistics.median(ratios), Statistics.quantile(ratios, 0), Statistics.quantile(ratios, 1));
  }

  @Override
  public void close() {
    programs.values().forEach(program -> program.process().destroyForcibly());
  }
}
