package io.mqttremoting.cli.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.cli.terminal.Failure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  enum Color {
    RED,
    GREEN
  }

  @RemoteInterface(module = "a", name = "Paints")
  interface Paints {
    @Operation
    void paint(String what, Color color, Optional<String> note, double factor);
  }

  private static final ContractModel CONTRACT = Contract.of(Paints.class).model();

  private static String read(String... words) {
    return Arguments.read(List.of(words), "paint", Optional.of(CONTRACT)).toString();
  }

  private static String refused(String... words) {
    return assertThrows(Failure.class, () -> read(words)).getMessage();
  }

  @Test
  void textsAndConstantsNeedNoQuotes() {
    assertEquals("[\"a b\", 1, \"n\", 1.50]", read("a b", "GREEN", "n", "1.50"));
    assertEquals("[\"a\", 0, null, 1]", read("factor=1", "what=\"a\"", "color=0"));
    assertEquals("[\"true\", 0, null, 1]", read("true", "RED", "null", "1"));
    assertEquals("[\"a=b\", 0, null, 1]", read("what=a=b", "color=RED", "factor=1"));
  }

  @Test
  void errorsNameTheArgument() {
    assertEquals(
        "argument 'color': 'BLUE' is no Color; it is one of RED, GREEN",
        refused("what=a", "color=BLUE", "factor=1"));
    assertEquals(
        "write all arguments as name=value, or all of them in order", refused("what=a", "RED"));
    assertEquals("the argument 'what' is given twice", refused("what=a", "what=b"));
    assertEquals(
        "the argument 'factor' is missing; the parameters are (what: string, color: Color, note:"
            + " string or null, factor: float64)",
        refused("what=a", "color=RED"));
  }

  @Test
  void withoutAContractArgumentsAreJsonInOrder() {
    assertEquals(
        "[1, {\"a\":2}]",
        Arguments.read(List.of("1", "{\"a\":2}"), "x", Optional.empty()).toString());
    assertEquals(
        "the service tells no contract, so the names of the parameters are not known; write the"
            + " arguments in order, as JSON",
        assertThrows(Failure.class, () -> Arguments.read(List.of("a=1"), "x", Optional.empty()))
            .getMessage());
    assertEquals(
        "an argument: 'hi' is not JSON: Unrecognized token 'hi': was expecting (JSON String, Number,"
            + " Array, Object or token 'null', 'true' or 'false'); a text is written as '\"hi\"'",
        assertThrows(Failure.class, () -> Arguments.read(List.of("hi"), "x", Optional.empty()))
            .getMessage());
  }
}
