package io.mqttremoting.cli.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Files;
import io.mqttremoting.cli.terminal.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording in a file of JSON Lines: first what was recorded, then each message.
 *
 * @param address the interface that was recorded, as people write it
 * @param entries the messages, in the order in which they came
 */
public record Recording(String address, List<Entry> entries) {
  private static final String FORMAT = "mqtt-remoting-recording/1";

  /** The first line. */
  static ObjectNode header(String address) {
    return Json.object().put("recording", FORMAT).put("address", address);
  }

  /**
   * Reads a recording.
   *
   * @throws Failure if it cannot be read; the message names the line
   */
  public static Recording read(Path file) {
    List<String> lines = Files.read(file).lines().toList();
    List<Entry> entries = new ArrayList<>();
    String address = "";
    for (int i = 0; i < lines.size(); i++) {
      try {
        JsonNode line = Json.parse(lines.get(i));
        if (i > 0) {
          entries.add(Entry.parse(line));
        } else if (line.path("recording").asText().equals(FORMAT)) {
          address = line.path("address").asText();
        } else {
          throw new IllegalArgumentException("this is no recording of mqtt-remoting record");
        }
      } catch (IllegalArgumentException e) {
        throw new Failure(ExitCode.FILE, file + ", line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    if (lines.isEmpty()) {
      throw new Failure(ExitCode.FILE, file + " is empty");
    }
    return new Recording(address, entries);
  }
}
