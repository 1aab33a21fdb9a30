package io.mqttremoting.internal.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilterPacketsTest {
  private static List<String> filters(int count) {
    return IntStream.range(0, count).mapToObj(i -> "f/" + i).toList();
  }

  @Test
  void noMoreThanEightFiltersAreInAPacket() {
    assertEquals(List.of(), FilterPackets.of(List.of()));
    assertEquals(List.of(filters(8)), FilterPackets.of(filters(8)));
    List<String> many = filters(17);
    assertEquals(
        List.of(many.subList(0, 8), many.subList(8, 16), many.subList(16, 17)),
        FilterPackets.of(many));
  }

  @Test
  void aPacketOfLongFiltersHasFewer() {
    String large = "ä".repeat(30_000);
    List<String> filters = List.of("a", large, "b", "ä".repeat(5_000), "ä".repeat(5_000), "c");
    List<List<String>> packets = FilterPackets.of(filters);
    assertEquals(filters, packets.stream().flatMap(List::stream).toList());
    for (List<String> packet : packets) {
      int bytes =
          packet.stream().mapToInt(f -> f.getBytes(StandardCharsets.UTF_8).length + 3).sum();
      assertTrue(bytes <= 16 * 1024 || packet.equals(List.of(large)), packet.size() + ": " + bytes);
    }
    assertEquals(List.of(1, 1, 2, 2), packets.stream().map(List::size).toList());
  }
}
