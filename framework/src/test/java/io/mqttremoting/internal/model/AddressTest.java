package io.mqttremoting.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "io.world/Hello, '', '', io.world, Hello",
    "@kitchen/io.world/Hello, '', kitchen, io.world, Hello",
    "plant7/io.world/Hello, plant7, '', io.world, Hello",
    "a/b/c/d/@kitchen/io.world/Hello, a/b/c/d, kitchen, io.world, Hello",
    "a/b/c/d/io.world/Hello, a/b/c/d, '', io.world, Hello",
    "prop/set, '', '', prop, set",
    "io.world/@Hello, '', '', io.world, @Hello",
  })
  void anIdIsReadAsItIsWritten(
      String id, String namespace, String instance, String module, String name) {
    Address address = new Address(namespace, instance, module, name);
    assertEquals(Optional.of(address), Address.parse(id));
    assertEquals(id, address.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Hello",
        "/Hello",
        "io.world/",
        "io.world/He+lo",
        "#/io.world/Hello",
        "plant7//io.world/Hello",
        "a/b/c/d/e/io.world/Hello",
        "a/b/c/d/e/@kitchen/io.world/Hello",
        "@/io.world/Hello",
        "@@kitchen/io.world/Hello",
        "@kitchen/Hello",
        "plant7/@kitchen/Hello",
        "@a/@kitchen/io.world/Hello",
        "@kitchen/plant7/io.world/Hello",
        "_plant/io.world/Hello",
        "rpc/io.world/Hello",
        "prop/io.world/Hello",
        "set/io.world/Hello",
        "sig/@kitchen/io.world/Hello",
        "_remoting/c1",
        "plant7/_remoting/c1",
      })
  void whatIsNoIdIsNoAddress(String id) {
    assertEquals(Optional.empty(), Address.parse(id));
  }

  /** In {@code plant7/io.world/prop/x} no program could tell where the interface ends. */
  @ParameterizedTest
  @CsvSource({
    "plant7, '', io.world, prop",
    "plant7, '', set, Hello",
    "'', kitchen, rpc, Hello",
    "plant7, kitchen, io.world, sig"
  })
  void behindOtherLevelsAnInterfaceHasNoNameOfAKind(
      String namespace, String instance, String module, String name) {
    Address address = new Address(namespace, instance, module, name);
    assertEquals(
        address.id()
            + ": with a namespace or an instance, neither module nor name may be rpc, prop, set or"
            + " sig; choose another with withModule or withName",
        assertThrows(IllegalArgumentException.class, address::checked).getMessage());
    Address alone = new Address(module, name);
    assertSame(alone, alone.checked());
  }

  @Test
  void theInstanceInATopic() {
    for (String namespace : List.of("", "plant7")) {
      Address address = new Address(namespace, "", "io.world", "Hello");
      String start = namespace.isEmpty() ? "" : namespace + "/";
      assertEquals(
          Optional.of("kitchen"), address.instanceIn(start + "@kitchen/io.world/Hello/prop/x"));
      assertEquals(
          Optional.of("hall"),
          address.at("kitchen").instanceIn(start + "@hall/io.world/Hello/prop/x"));
      for (String other :
          List.of(
              "io.world/Hello/prop/x",
              "@kitchen",
              "@/io.world/Hello/prop/x",
              "@@kitchen/io.world/Hello/prop/x",
              "@kit+chen/io.world/Hello/prop/x",
              "x/@kitchen/io.world/Hello/prop/x")) {
        assertEquals(Optional.empty(), address.instanceIn(start + other), other);
      }
    }
  }
}
