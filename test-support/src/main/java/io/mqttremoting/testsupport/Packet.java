package io.mqttremoting.testsupport;

import java.nio.charset.StandardCharsets;

/** A message as it was seen on the wire. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Packet(String topic, byte[] payload, int qos, boolean retained) {
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /**
   * The whole message in one line, for comparisons. Random parts of a status are shown as a star.
   */
  public String line() {
    String shown =
        text()
            .replaceAll("\"(session|memory)\":\"[0-9a-f]{1,16}\"", "\"$1\":\"*\"")
            .replaceAll("\"since\":\"[-0-9]{10}T[.:0-9]{12}Z\"", "\"since\":\"*\"");
    return topic + " " + shown + " qos" + qos + (retained ? " retained" : "");
  }

  @Override
  public String toString() {
    return line();
  }
}
