package io.mqttremoting.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The wire format does not change: golden.txt holds what the codec wrote with Jackson 3.2 for
 * values of each supported type. The current codec must write the same, and read it.
 */
class GoldenTest {
  private static final int VALUES_PER_TYPE = 6;

  private static final Pattern FRACTION = Pattern.compile("-?\\d+\\.\\d+(E-?\\d+)?");

  /** Written differently since the file was made: their time zones used to be lost. */
  private static final List<String> WRITTEN_OTHERWISE = List.of("ZonedDateTime", "Calendar");

  @Test
  void theWireFormatHasNotChanged() throws IOException {
    List<String> golden = golden();
    List<String> wrong = new ArrayList<>();
    int line = 0;
    for (SupportedTypes.Supported type : SupportedTypes.all()) {
      JsonValueCodec codec = Json.CODEC.value(type.type());
      Random random = new Random(type.name().hashCode());
      for (int i = 0; i < VALUES_PER_TYPE; i++) {
        Object value = type.values().apply(random);
        String expected = golden.get(line++);
        String written = type.name() + "\t" + new String(codec.encode(value), UTF_8);
        boolean otherwise = WRITTEN_OTHERWISE.contains(type.name());
        if (!otherwise && !withoutFractions(written).equals(withoutFractions(expected))) {
          wrong.add(written + " instead of " + expected);
        }
        if (!otherwise && !SupportedTypes.same(value, read(codec, expected))) {
          wrong.add(expected + " is read as " + read(codec, expected) + " instead of " + value);
        }
      }
    }
    assertEquals(golden.size(), line);
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }

  /**
   * Replaces fractions, because the last digits depend on the writer. That they are read as the
   * same value is checked, too.
   */
  private static String withoutFractions(String line) {
    return FRACTION.matcher(line).replaceAll("#");
  }

  private static Object read(JsonValueCodec codec, String line) {
    try {
      return codec.decode(line.substring(line.indexOf('\t') + 1).getBytes(UTF_8));
    } catch (BadPayloadException e) {
      return e.getCause();
    }
  }

  private static List<String> golden() throws IOException {
    try (InputStream file = GoldenTest.class.getResourceAsStream("golden.txt")) {
      return List.of(new String(file.readAllBytes(), UTF_8).split("\n"));
    }
  }
}
