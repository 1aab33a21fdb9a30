package io.mqttremoting.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.api.ErrorCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void eachErrorCodeHasItsOwn() {
    assertEquals(
        ErrorCode.values().length,
        Arrays.stream(ErrorCode.values()).map(ExitCode::of).distinct().count());
    assertEquals(
        ExitCode.values().length,
        Arrays.stream(ExitCode.values()).map(ExitCode::number).distinct().count());
  }
}
