package io.mqttremoting.internal.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits topic filters into as many SUBSCRIBE or UNSUBSCRIBE packets as brokers need: some brokers
 * end the connection of a client that sends more filters in one packet than they take.
 */
public final class FilterPackets {
  /** AWS IoT Core takes no more in one packet. */
  private static final int MAX_FILTERS = 8;

  /** Far below the 100,000 bytes that mosquitto 2.1 takes, and the 128 kB of AWS IoT Core. */
  private static final int MAX_BYTES = 16 * 1024;

  private static final int BYTES_BESIDE_FILTER = 3; // its length and its QoS

  private FilterPackets() {}

  /**
   * The filters of each packet, in their order; a filter that is longer than the limit gets its own
   * packet.
   */
  public static List<List<String>> of(List<String> filters) {
    List<List<String>> packets = new ArrayList<>();
    List<String> packet = new ArrayList<>();
    int packetBytes = 0;
    for (String filter : filters) {
      int bytes = filter.getBytes(StandardCharsets.UTF_8).length + BYTES_BESIDE_FILTER;
      if (!packet.isEmpty() && (packet.size() == MAX_FILTERS || packetBytes + bytes > MAX_BYTES)) {
        packets.add(List.copyOf(packet));
        packet.clear();
        packetBytes = 0;
      }
      packet.add(filter);
      packetBytes += bytes;
    }
    if (!packet.isEmpty()) {
      packets.add(List.copyOf(packet));
    }
    return packets;
  }
}
