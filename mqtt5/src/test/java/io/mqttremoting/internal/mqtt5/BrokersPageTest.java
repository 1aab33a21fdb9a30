package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/brokers.md are what the tests show. */
class BrokersPageTest {
  private final List<String> page = Files.readAllLines(Path.of("..", "docs", "brokers.md"));

  BrokersPageTest() throws IOException {}

  /** The rows of the table below a heading, without the two of its header. */
  private List<String> table(String heading) {
    assertTrue(page.contains(heading), heading);
    return page.stream()
        .dropWhile(line -> !line.equals(heading))
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .skip(2)
        .toList();
  }

  private static String row(BrokerKind kind) {
    String differences =
        kind.differences().stream().map(BrokerDifference::title).collect(Collectors.joining(", "));
    return "| %s | %s | %s |"
        .formatted(
            kind.title(),
            kind.versions().stream().map(MqttVersion::toString).collect(Collectors.joining(", ")),
            differences.isEmpty() ? "none" : differences);
  }

  @Test
  void eachBrokerHasItsDifferences() {
    assertEquals(
        Stream.of(BrokerKind.values()).map(BrokersPageTest::row).toList(),
        table("## Tested brokers"));
  }

  @Test
  void eachDifferenceIsExplained() {
    assertEquals(
        Stream.of(BrokerDifference.values())
            .map(each -> "| %s | %s |".formatted(each.title(), each.meaning()))
            .toList(),
        table("## The differences"));
  }

  @Test
  void eachClusterHasItsDifferences() {
    assertEquals(
        Stream.of(ClusterKind.values()).map(BrokersPageTest::row).toList(), table("## Clusters"));
  }

  private static String row(ClusterKind kind) {
    return "| %s | %d | %s |"
        .formatted(
            kind.nodes().title(),
            kind.size(),
            kind.differences().stream()
                .map(ClusterDifference::title)
                .collect(Collectors.joining(", ")));
  }

  @Test
  void eachDifferenceOfClustersIsExplained() {
    assertEquals(
        Stream.of(ClusterDifference.values())
            .map(each -> "| %s | %s |".formatted(each.title(), each.meaning()))
            .toList(),
        table("### What is different"));
  }

  /** Those of the other brokers are what the system has. */
  @Test
  void theVersionsAreThoseOfTheBuild() throws IOException {
    assertVersion(BrokerKind.MOQUETTE, Path.of("..", "pom.xml"), "moquette.version");
    assertVersion(BrokerKind.MOQUETTE_5, Path.of("..", "pom.xml"), "moquette5.version");
    Path tests = Path.of("..", "broker-tests");
    assertVersion(BrokerKind.HIVEMQ, tests.resolve("hivemq/pom.xml"), "version");
    assertVersion(BrokerKind.ARTEMIS, tests.resolve("artemis/pom.xml"), "artemis.version");
  }

  private static void assertVersion(BrokerKind kind, Path pom, String tag) throws IOException {
    String version = kind.title().replaceFirst("^\\D*([\\d.]+).*$", "$1");
    String element = "<%s>%s</%s>".formatted(tag, version, tag);
    assertTrue(Files.readString(pom).contains(element), () -> pom + " has not " + element);
  }
}
