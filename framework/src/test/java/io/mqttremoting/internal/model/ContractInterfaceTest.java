package io.mqttremoting.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.ContractModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contracts may come from anywhere, so their names are checked as those of Java interfaces. */
class ContractInterfaceTest {
  private static ContractModel contract(
      String module, List<String> properties, List<String> operations, List<String> signals) {
    return new ContractModel(
        module,
        "Hello",
        Optional.empty(),
        "",
        properties.stream()
            .map(
                name ->
                    new ContractModel.Property(
                        name, ContractModel.Type.primitive("int"), false, false, List.of(), ""))
            .toList(),
        operations.stream()
            .map(
                name ->
                    new ContractModel.Operation(
                        name, List.of(), Optional.empty(), List.of(), Optional.empty(), false, ""))
            .toList(),
        signals.stream().map(name -> new ContractModel.Signal(name, List.of(), "")).toList(),
        List.of());
  }

  private static ContractModel with(String kind, String... names) {
    List<String> all = Stream.of(names).toList();
    return contract(
        "io.world",
        kind.equals("property") ? all : List.of(),
        kind.equals("operation") ? all : List.of(),
        kind.equals("signal") ? all : List.of());
  }

  private static String refusal(ContractModel contract) {
    return assertThrows(IllegalArgumentException.class, () -> ContractInterface.of(contract))
        .getMessage();
  }

  @Test
  void membersOfDifferentKindsMayHaveTheSameName() {
    InterfaceModel model =
        ContractInterface.of(contract("io.world", List.of("x"), List.of("x"), List.of("x")));
    assertEquals("io.world/Hello", model.id());
    assertEquals("x", model.properties().get(0).name());
    assertEquals("x", model.operations().get(0).name());
    assertEquals("x", model.signals().get(0).name());
  }

  @ParameterizedTest
  @CsvSource({"property", "operation", "signal"})
  void namesThatTopicsCannotHaveAreRefused(String kind) {
    String what = "io.world/Hello: the " + kind + " ";
    assertEquals(what + "'a/+'" + TopicLevel.RULE, refusal(with(kind, "ok", "a/+")));
    assertEquals(what + "''" + TopicLevel.RULE, refusal(with(kind, "")));
    assertEquals(what + "'x' is there twice", refusal(with(kind, "x", "y", "x")));
    for (String reserved : List.of("_x", "v3")) {
      assertEquals(
          what
              + "'"
              + reserved
              + "' must not be 'v3' or begin with '_': these names are the protocol's",
          refusal(with(kind, reserved)));
    }
  }

  @Test
  void theModuleIsCheckedToo() {
    assertEquals(
        "the module '_remoting' is reserved for connection statuses; choose another",
        refusal(contract("_remoting", List.of(), List.of(), List.of())));
    assertEquals(
        "the name 'a/b'" + TopicLevel.RULE + "; choose another",
        refusal(contract("io.world", List.of(), List.of(), List.of()).named("io.world", "a/b")));
  }

  @Test
  void onlyPropertiesThatMayBeSetHaveASetter() {
    for (boolean readOnly : new boolean[] {true, false}) {
      ContractModel contract =
          new ContractModel(
              "io.world",
              "Hello",
              Optional.empty(),
              "",
              List.of(
                  new ContractModel.Property(
                      "x", ContractModel.Type.primitive("int"), readOnly, false, List.of(), "")),
              List.of(),
              List.of(),
              List.of());
      assertEquals(readOnly, ContractInterface.of(contract).properties().get(0).setter().isEmpty());
    }
  }
}
