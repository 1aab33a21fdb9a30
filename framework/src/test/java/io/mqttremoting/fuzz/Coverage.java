package io.mqttremoting.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The same as {@link WireFuzzTest}, led by Jazzer towards code that was not reached before. Its
 * name keeps it out of the build:
 *
 * <pre>JAZZER_FUZZ=1 mvn test -pl framework -am -Dtest=Coverage</pre>
 */
class Coverage {
  private static final WireReading READING = new WireReading();

  @FuzzTest(maxDuration = "5m")
  void payloadsAndProperties(FuzzedDataProvider data) {
    READING.read(
        new Choices() {
          @Override
          public int below(int bound) {
            return data.consumeInt(0, bound - 1);
          }

          @Override
          public byte[] bytes(int most) {
            return data.consumeBytes(most);
          }
        });
  }
}
