package io.mqttremoting.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Environment HERE =
      new Environment("2026-01-01", "2 cores", "JDK", "broker <1>", "libraries");

  private static Comparison comparison(double ratio) {
    Comparison.Measured side = new Comparison.Measured(1000, 100, 300);
    return new Comparison("calls", "mosquitto", "5", side, side, ratio, 0.05, 0.9);
  }

  @Test
  void aTargetIsMissedByMoreThanTheSpread() {
    assertFalse(comparison(0.95).missed());
    assertFalse(comparison(0.86).missed());
    assertTrue(comparison(0.84).missed());
  }

  @Test
  void aRatioIsTheMedianOfTheRounds() {
    Comparison made =
        Comparison.of(
            new Row("calls", 0.9, Load.ONE_AT_A_TIME, null, null),
            "mosquitto",
            "5",
            List.of(sample(80), sample(50), sample(90)),
            List.of(sample(100), sample(100), sample(100)));
    assertEquals(0.8, made.ratio());
    assertEquals(80, made.ours().perSecond());
  }

  @Test
  void timesAreComparedRoundByRound() {
    Times times =
        Times.of("start", "5", new double[] {110, 300, 125}, new double[] {100, 200, 100}, 1.2);
    assertEquals(1.25, times.ratio());
    assertEquals(125, times.ours().median());
    assertEquals(100, times.raw().median());
    assertFalse(times.missed(), "1.25 exceeds 1.2 by less than the spread");
    assertTrue(
        Times.of("start", "5", new double[] {130, 130}, new double[] {100, 100}, 1.2).missed());
  }

  private static Meter.Sample sample(double perSecond) {
    return new Meter.Sample(perSecond, new double[] {100});
  }

  @Test
  void isWrittenAsJsonAndAsAPicture(@TempDir Path directory) throws Exception {
    Report report = new Report(HERE, "nothing", new PrintStream(OutputStream.nullOutputStream()));
    report.add(comparison(0.84));
    report.add(List.of(new Figure("heap", "5", 3000, "bytes", Optional.of(2048.0))));
    report.write(directory, "performance");

    JsonNode json = new JsonMapper().readTree(directory.resolve("performance.json").toFile());
    assertEquals("2 cores", json.at("/environment/machine").asText());
    assertEquals(0.84, json.at("/comparisons/0/ratio").asDouble());
    assertEquals(2048.0, json.at("/figures/0/limit").asDouble());
    assertEquals(List.of("calls with MQTT 5"), report.missed());

    String svg = Files.readString(directory.resolve("performance.svg"));
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertTrue(svg.contains("0.84"));
  }
}
