package io.mqttremoting.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Properties;

/** When, on what and with what was measured. */
record Environment(String date, String machine, String jdk, String broker, String libraries) {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  /** Here and now, at {@code broker}. */
  static Environment of(String broker) throws IOException {
    Properties versions = new Properties();
    try (InputStream file = Environment.class.getResourceAsStream("/versions.properties")) {
      versions.load(file);
    }
    return new Environment(
        LocalDate.now(ZoneId.systemDefault()).toString(),
        String.format(
            "%d cores%s, %s %s",
            Runtime.getRuntime().availableProcessors(),
            cpu(),
            System.getProperty("os.name"),
            System.getProperty("os.arch")),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        broker,
        String.format(
            "Eclipse Paho %s, HiveMQ MQTT client %s, Jackson %s",
            versions.get("paho"), versions.get("hivemq"), versions.get("jackson")));
  }

  private static String cpu() throws IOException {
    if (!Files.exists(CPU)) {
      return "";
    }
    return Files.readAllLines(CPU).stream()
        .filter(line -> line.startsWith("model name"))
        .findFirst()
        .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")")
        .orElse("");
  }

  @Override
  public String toString() {
    return String.join("; ", date, machine, jdk, broker, libraries);
  }
}
