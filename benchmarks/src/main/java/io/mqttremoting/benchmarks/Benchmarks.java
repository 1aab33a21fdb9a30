package io.mqttremoting.benchmarks;

import io.mqttremoting.api.MqttVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Measures what this library costs beside the MQTT libraries alone.
 *
 * <pre>{@code
 * mvn -q -pl benchmarks -am compile exec:java -Dexec.args="full docs"
 * }</pre>
 *
 * <p>The first argument is {@code full} (the default), {@code quick}, for calls alone, where a
 * missed target is an error, {@code tuning}, {@code scale}, {@code storm}, {@code connect}, {@code
 * peers}, or {@code jmh}; the second, where results are written; the third, a part of the names of
 * the only rows that are measured.
 */
public final class Benchmarks {
  private static final Row.Effort FULL = new Row.Effort(18, Duration.ofMillis(250));
  private static final Row.Effort QUICK = new Row.Effort(10, Duration.ofMillis(250));
  private static final int ALLOCATION_ROUNDS = 5;

  private final Report report;
  private final Predicate<String> wanted;

  private Benchmarks(Report report, Predicate<String> wanted) {
    this.report = report;
    this.wanted = wanted;
  }

  /** Measures what the arguments say. */
  public static void main(String[] args) throws Exception {
    String mode = args.length > 0 ? args[0] : "full";
    Path directory = Path.of(args.length > 1 ? args[1] : "benchmarks/target");
    String part = args.length > 2 ? args[2] : "";
    switch (mode) {
      case "full" -> run(directory, part, false);
      case "quick" -> run(directory, part, true);
      case "tuning" -> tuning(directory, part);
      case "scale" -> scale(directory, part);
      case "storm" -> storm(directory, part);
      case "connect" -> connect(directory);
      case "peers" -> peers();
      case "jmh" -> Micro.run(directory, part);
      default ->
          throw new IllegalArgumentException(
              "'"
                  + mode
                  + "' is not one of full, quick, tuning, scale, storm, connect, peers, jmh");
    }
  }

  private static void run(Path directory, String part, boolean quick) throws Exception {
    Optional<Path> mosquitto = Mosquitto.program();
    String broker = mosquitto.isPresent() ? Mosquitto.version(mosquitto.get()) : "embedded broker";
    Report report = new Report(Environment.of(broker), "the MQTT library alone", System.out);
    Benchmarks benchmarks = new Benchmarks(report, what -> what.contains(part));
    try (Broker tuned = mosquitto.isPresent() ? tuned(mosquitto.get()) : new Embedded()) {
      if (quick) {
        benchmarks.compare(tuned, Rows.CALLS, QUICK);
      } else {
        benchmarks.full(tuned);
      }
    }
    if (mosquitto.isPresent()) {
      try (Broker byDefault = Mosquitto.start(mosquitto.get())) {
        benchmarks.compare(byDefault, Rows.BY_DEFAULT, quick ? QUICK : FULL);
        if (!quick) {
          benchmarks.compare(byDefault, Rows.OTHERS_BY_DEFAULT, FULL);
        }
      }
    } else {
      System.out.println("Not measured, for mosquitto isn't installed: " + Rows.NEED_MOSQUITTO);
    }
    report.write(directory, "performance");
    if (quick && !report.missed().isEmpty()) {
      throw new IllegalStateException("targets are missed: " + report.missed());
    }
  }

  private static void tuning(Path directory, String part) throws Exception {
    Path mosquitto =
        Mosquitto.program()
            .orElseThrow(() -> new IllegalStateException("tuning needs mosquitto installed"));
    String broker = Mosquitto.version(mosquitto);
    Report report = new Report(Environment.of(broker), "what is in brackets", System.out);
    Benchmarks benchmarks = new Benchmarks(report, what -> what.contains(part));
    try (Broker tuned = tuned(mosquitto);
        Broker other = tuned(mosquitto);
        Broker byDefault = Mosquitto.start(mosquitto);
        Broker otherByDefault = Mosquitto.start(mosquitto);
        Broker wide = tuned(mosquitto, "max_inflight_messages 1000");
        Broker patient = tuned(mosquitto, "max_queued_messages 100000")) {
      benchmarks.compare(tuned, Tuning.rows(other, byDefault, wide), FULL);
      benchmarks.compare(tuned, MqttVersion.MQTT_3_1_1, Tuning.peers("", other), QUICK);
      benchmarks.compare(
          byDefault,
          MqttVersion.MQTT_3_1_1,
          Tuning.peers("mosquitto's default: ", otherByDefault),
          QUICK);
      for (MqttVersion version : tuned.versions()) {
        report.add(Burst.measure(new Setting(tuned, version)));
        report.add(Burst.measure(new Setting(patient, version)));
      }
    }
    report.write(directory, "tuning");
  }

  private static void scale(Path directory, String part) throws Exception {
    Path mosquitto =
        Mosquitto.program()
            .orElseThrow(() -> new IllegalStateException("scale needs mosquitto installed"));
    Report report = new Report(Environment.of(Mosquitto.version(mosquitto)), "", System.out);
    if ("groups".contains(part)) {
      try (Broker tuned = tuned(mosquitto)) {
        Groups.measure(tuned, report);
      }
    }
    if ("swarm".contains(part)) {
      try (Broker tuned = tuned(mosquitto)) {
        Swarm.measure(tuned, report);
      }
    }
    if ("crowd".contains(part)) {
      try (Broker telling = tuned(mosquitto, "sys_interval 1")) {
        Crowd.measure(telling, report);
      }
    }
    if ("growth".contains(part)) {
      Growth.measure(mosquitto, report);
    }
    report.write(directory, "scale");
  }

  private static void connect(Path directory) throws Exception {
    Path mosquitto =
        Mosquitto.program()
            .orElseThrow(() -> new IllegalStateException("connect needs mosquitto installed"));
    Report report =
        new Report(
            Environment.of(Mosquitto.version(mosquitto)), "the MQTT library alone", System.out);
    try (Broker tuned = tuned(mosquitto)) {
      Connecting.measure(tuned, report);
    }
    report.write(directory, "connect");
  }

  private static void storm(Path directory, String part) throws Exception {
    Path mosquitto =
        Mosquitto.program()
            .orElseThrow(() -> new IllegalStateException("storm needs mosquitto installed"));
    Report report = new Report(Environment.of(Mosquitto.version(mosquitto)), "", System.out);
    for (MqttVersion version : MqttVersion.values()) {
      if (version.toString().contains(part)) {
        try (Mosquitto broker = Mosquitto.start(mosquitto)) {
          report.add(Storm.measure(broker, version));
        }
      }
    }
    report.write(directory, "storm");
  }

  private static Broker tuned(Path mosquitto, String... more) throws Exception {
    String[] settings = Arrays.copyOf(more, more.length + 1);
    settings[more.length] = "set_tcp_nodelay true";
    return Mosquitto.start(mosquitto, settings);
  }

  private static void peers() throws Exception {
    Path mosquitto =
        Mosquitto.program()
            .orElseThrow(() -> new IllegalStateException("peers needs mosquitto installed"));
    System.out.println(Environment.of(Mosquitto.version(mosquitto)));
    try (Broker wide = tuned(mosquitto, "max_inflight_messages 1000")) {
      Peers.measure(wide, System.out);
    }
  }

  private void full(Broker broker) throws Exception {
    MqttVersion newest = broker.versions().get(broker.versions().size() - 1);
    if (wanted.test("costs")) {
      report.add(Costs.measure(new Setting(broker, newest))); // first, for they are of a cold start
    }
    List<Row> rows = new ArrayList<>(Rows.CALLS);
    rows.addAll(Rows.OTHERS);
    compare(broker, rows, FULL);
    for (MqttVersion version : broker.versions()) {
      if (wanted.test("allocation") && !(broker instanceof Embedded)) {
        report.add(Allocation.measure(new Setting(broker, version), ALLOCATION_ROUNDS));
      }
    }
  }

  private void compare(Broker broker, List<Row> rows, Row.Effort effort) throws Exception {
    for (MqttVersion version : broker.versions()) {
      compare(broker, version, rows, effort);
    }
  }

  private void compare(Broker broker, MqttVersion version, List<Row> rows, Row.Effort effort)
      throws Exception {
    Setting setting = new Setting(broker, version);
    for (Row row : rows) {
      if (wanted.test(row.what())) {
        report.add(row.compare(setting, effort));
      }
    }
  }
}
