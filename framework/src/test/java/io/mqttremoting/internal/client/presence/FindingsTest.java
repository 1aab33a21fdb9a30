package io.mqttremoting.internal.client.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.wire.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingsTest {
  private static final Status ONLINE = Status.online(true);

  private final Findings findings = new Findings(3);

  private List<String> lines() {
    return findings.services().stream().map(ServiceInfo::toString).toList();
  }

  @Test
  void keepsNoMoreThanTheLimit() {
    findings.setStatus(new Address("m", "A"), "x", ONLINE);
    findings.setConnection("_remoting/x", ONLINE);
    assertTrue(findings.setValue(new Address("m", "B"), "p", true));
    assertFalse(findings.setValue(new Address("m", "B"), "p", true));
    assertFalse(findings.takeIgnored());
    assertEquals(List.of("m/A at x: ONLINE", "m/B: VALUES_ONLY"), lines());

    assertFalse(findings.setValue(new Address("m", "B"), "q", true));
    assertTrue(findings.takeIgnored());
    findings.setStatus(new Address("m", "C"), "x", ONLINE);
    assertTrue(findings.takeIgnored());
    findings.setConnection("_remoting/y", ONLINE);
    assertTrue(findings.takeIgnored());
    assertFalse(findings.takeIgnored());
    assertEquals(Set.of("m/A"), findings.setConnection("_remoting/x", Status.online(false)));
    assertEquals(List.of("m/A at x: LEFT_BEHIND", "m/B: VALUES_ONLY"), lines());

    assertTrue(findings.setValue(new Address("m", "B"), "p", false));
    findings.setStatus(new Address("m", "C"), "y", ONLINE);
    assertFalse(findings.takeIgnored());
    assertEquals(List.of("m/A at x: LEFT_BEHIND", "m/C at y: LEFT_BEHIND"), lines());
    findings.setStatus(new Address("m", "A"), "x", null);
    assertEquals(Set.of(), findings.setConnection("_remoting/x", null));
    findings.clear();
    assertEquals(Set.of(), findings.ids());
  }

  @Test
  void filtersHaveAFixedDepth() {
    assertEquals(
        List.of(
            "plant7/+/+/_status/+",
            "plant7/+/+/prop/+",
            "plant7/+/+/+/_status/+",
            "plant7/+/+/+/prop/+",
            "plant7/_remoting/+"),
        new DiscoveryScope("plant7", false, true).filters());
    assertEquals(
        List.of("+/+/_status/+", "+/+/+/_status/+", "_remoting/+"),
        new DiscoveryScope("", false, false).filters());
    assertEquals(
        List.of(
            "+/+/_status/+",
            "+/+/+/_status/+",
            "+/+/+/+/_status/+",
            "+/+/+/+/+/_status/+",
            "+/+/+/+/+/+/_status/+",
            "+/+/+/+/+/+/+/_status/+",
            "_remoting/+",
            "+/_remoting/+",
            "+/+/_remoting/+",
            "+/+/+/_remoting/+",
            "+/+/+/+/_remoting/+"),
        new DiscoveryScope("plant7", true, false).filters());
    assertEquals(17, new DiscoveryScope("plant7", true, true).filters().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"m/A", "@i/m/A", "a/m/A", "a/b/c/d/m/A", "a/b/c/d/@i/m/A", "prop/A"})
  void addressesAreRead(String id) {
    assertEquals(Optional.of(id), Address.parse(id).map(Address::id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        "/A",
        "m/",
        "@m/A",
        "@/m/A",
        "a/@b/@m/A",
        "@a/@b/m/A",
        "@a/b/m/A",
        "_a/m/A",
        "prop/m/A",
        "_remoting/A",
        "a/b/c/d/e/m/A",
        "a/b/c/d/e/@i/m/A",
        "a//m/A",
        "$a/A",
        "+/A"
      })
  void otherTopicsAreNoAddress(String id) {
    assertEquals(Optional.empty(), Address.parse(id));
  }
}
