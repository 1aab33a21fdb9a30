package io.mqttremoting.benchmarks;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prints what is measured as soon as it is, as Markdown tables, and writes it down at the end. */
final class Report {
  private final Environment environment;
  private final String baseline;
  private final PrintStream out;
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();
  private final List<Times> times = new ArrayList<>();
  private Table inTable = Table.NONE;

  private enum Table {
    NONE,
    COMPARISONS,
    FIGURES,
    TIMES
  }

  /**
   * An empty report.
   *
   * @param baseline with what ours is compared
   */
  Report(Environment environment, String baseline, PrintStream out) {
    this.environment = environment;
    this.baseline = baseline;
    this.out = out;
    out.println(environment + "\n");
  }

  /** Everything in one JSON document. */
  record Document(
      Environment environment,
      List<Comparison> comparisons,
      List<Figure> figures,
      List<Times> times) {}

  void add(Comparison comparison) {
    if (inTable != Table.COMPARISONS) {
      inTable = Table.COMPARISONS;
      out.printf(
          "%n| %-40s | MQTT  | ours/s | that/s | ours p50, p99 µs | its p50, p99 µs | ratio       "
              + "| target |%n",
          "beside " + baseline);
      out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |");
    }
    comparisons.add(comparison);
    out.printf(
        "| %-40s | %-5s | %6.0f | %6.0f | %16s | %15s | %.2f ± %.2f | %-11s |%n",
        comparison.what(),
        comparison.mqtt(),
        comparison.ours().perSecond(),
        comparison.raw().perSecond(),
        latency(comparison.ours()),
        latency(comparison.raw()),
        comparison.ratio(),
        comparison.spread(),
        verdict("≥ %.2f", comparison.target(), comparison.missed()));
  }

  void add(List<Figure> more) {
    if (inTable != Table.FIGURES) {
      inTable = Table.FIGURES;
      out.printf("%n| %-46s | MQTT  | value          | target |%n", "by itself");
      out.println("| --- | --- | ---: | --- |");
    }
    figures.addAll(more);
    for (Figure figure : more) {
      out.printf(
          "| %-46s | %-5s | %8.1f %-5s | %-12s |%n",
          figure.what(),
          figure.mqtt(),
          figure.value(),
          figure.unit(),
          figure.limit().map(limit -> verdict("≤ %.0f", limit, figure.missed())).orElse(""));
    }
  }

  void add(Times measured) {
    if (inTable != Table.TIMES) {
      inTable = Table.TIMES;
      out.printf(
          "%n| %-36s | MQTT  | ours, ms             | that, ms             | ratio       | target |%n",
          "beside " + baseline);
      out.println("| --- | --- | ---: | ---: | ---: | --- |");
    }
    times.add(measured);
    out.printf(
        "| %-36s | %-5s | %-20s | %-20s | %.2f ± %.2f | %s |%n",
        measured.what(),
        measured.mqtt(),
        measured.ours(),
        measured.raw(),
        measured.ratio(),
        measured.spread(),
        verdict("≤ %.1f", measured.limit(), measured.missed()));
  }

  private static String latency(Comparison.Measured side) {
    return side.medianMicros() == 0
        ? ""
        : String.format("%.0f, %.0f", side.medianMicros(), side.p99Micros());
  }

  private static String verdict(String format, double target, boolean missed) {
    return target == 0 ? "" : String.format(format, target) + (missed ? " missed" : "");
  }

  /** Writes a JSON document and an SVG picture of that name. */
  void write(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    JsonMapper json =
        JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    Files.writeString(
        directory.resolve(name + ".json"),
        json.writeValueAsString(new Document(environment, comparisons, figures, times)) + "\n");
    Files.writeString(
        directory.resolve(name + ".svg"), Chart.of(baseline, environment.toString(), comparisons));
    out.println("\nWritten to " + directory.resolve(name + ".json") + " and .svg");
  }

  /** The comparisons whose targets are missed. */
  List<String> missed() {
    return comparisons.stream()
        .filter(Comparison::missed)
        .map(comparison -> comparison.what() + " with MQTT " + comparison.mqtt())
        .toList();
  }
}
