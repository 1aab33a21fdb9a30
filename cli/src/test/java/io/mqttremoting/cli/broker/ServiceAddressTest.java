package io.mqttremoting.cli.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.internal.model.Address;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceAddressTest {
  private static void assertParsed(
      String text, String namespace, String instance, String name, String member) {
    ServiceAddress parsed = ServiceAddress.parse(text);
    assertEquals(new Address(namespace, instance, "io.world", name), parsed.interfaceAddress());
    assertEquals(Optional.of(member).filter(one -> !one.isEmpty()), parsed.member());
  }

  @Test
  void addressesOfPeopleAndOfTopicsAreRead() {
    assertParsed("io.world/Hello", "", "", "Hello", "");
    assertParsed("io.world/Hello.say", "", "", "Hello", "say");
    assertParsed("io.world/Hello@kitchen.say", "", "kitchen", "Hello", "say");
    assertParsed("plant7/line2/io.world/Hello@kitchen", "plant7/line2", "kitchen", "Hello", "");
    assertParsed("plant7/@kitchen/io.world/Hello.say", "plant7", "kitchen", "Hello", "say");
    assertParsed("io.world/Nam.Es.", "", "", "Nam.Es", "");
    assertParsed("io.world/Hello@10.0.0.1.say", "", "10.0.0.1", "Hello", "say");
    assertEquals(
        "plant7/io.world/Hello@kitchen.say",
        ServiceAddress.parse("plant7/@kitchen/io.world/Hello.say").toString());
  }

  @Test
  void otherTextsAreRefused() {
    for (String text : new String[] {"Hello", "", "/", "io.world/", "io.world/Hello@.say", "a/+"}) {
      assertEquals(
          "'"
              + text
              + "' is no address; write module/Interface, module/Interface@instance or"
              + " module/Interface.member, such as io.world/Hello.say",
          assertThrows(IllegalArgumentException.class, () -> ServiceAddress.parse(text))
              .getMessage());
    }
  }

  @Test
  void wordsAreQuotedForAShell() throws Exception {
    for (String word :
        new String[] {"plain", "", "it's", "$(x)`y`\\", "a\nb", "*", "~", "\"", "ü"}) {
      Process process =
          new ProcessBuilder("sh", "-c", "printf %s " + MosquittoLine.quoted(word)).start();
      assertEquals(
          word, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
    assertEquals("io.world/Hello/rpc/say", MosquittoLine.quoted("io.world/Hello/rpc/say"));
  }
}
