package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.internal.json.BadPayloadException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTest {
  private static final StatusCodec CODEC = new StatusCodec();
  private static final Instant SINCE = Instant.parse("2026-11-29T09:05:00.000999Z");

  private static Status read(String json) throws BadPayloadException {
    return CODEC.decode(json.getBytes(UTF_8));
  }

  private static String written(Status status) {
    return new String(CODEC.encode(status), UTF_8);
  }

  private static Status serving() {
    return Status.serving(List.of("v5", "v3"), "s1", "m1", SINCE)
        .withContract(Optional.of("1.2"), "0123456789abcdef");
  }

  @Test
  void writes() {
    assertEquals(
        "{\"online\":true,\"mappings\":[\"v5\",\"v3\"],\"version\":\"1.2\","
            + "\"contract\":\"0123456789abcdef\",\"session\":\"s1\","
            + "\"memory\":\"m1\",\"since\":\"2026-11-29T09:05:00.000Z\"}",
        written(serving()));
    assertEquals(
        "{\"online\":true,\"mappings\":[\"v3\"],\"contract\":\"f\",\"session\":\"s1\","
            + "\"since\":\"2026-11-29T09:05:00.000Z\",\"group\":\"g\"}",
        written(
            Status.servingInGroup(List.of("v3"), "s1", "g", SINCE)
                .withContract(Optional.empty(), "f")));
    assertEquals("{\"online\":true}", written(Status.online(true)));
    assertEquals("{\"online\":false}", written(Status.online(false)));
  }

  @Test
  void reads() throws BadPayloadException {
    assertEquals(
        serving(),
        read(
            "{\"since\":\"2026-11-29T09:05:00.000Z\",\"mappings\":[\"v5\",\"v3\"],\"memory\":\"m1\",\"session\":\"s1\",\"x\":[{}],\"contract\":\"0123456789abcdef\",\"version\":\"1.2\",\"online\":true}"));
    assertEquals(Status.online(true), read("{\"online\":true}"));
    assertEquals(Status.online(false), read("{\"online\":false,\"mappings\":null}"));
    assertEquals(Status.online(false), read("{}"));
    assertEquals(
        new Status(true, List.of(), "7", null, null, null, null, null),
        read("{\"online\":true,\"mappings\":[],\"version\":\"7\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                               | the payload is empty",
        "{\"online\":1}                   | online: 1 is not a boolean",
        "{\"online\":\"true\"}            | online: \"true\" is not a boolean",
        "{\"online\":true,\"mappings\":5} | mappings: 5 is not an array",
        "[]                               | an array is not a Status",
      })
  void refuses(String json, String reason) {
    assertEquals(reason, assertThrows(BadPayloadException.class, () -> read(json)).getMessage());
  }

  private static Status ofSession(String session) {
    return new Status(true, null, null, null, session, null, null, null);
  }

  /** Programs of other languages may leave the session out. */
  @Test
  void aStatusWithoutASessionMayBeOfAny() {
    assertTrue(ofSession("s1").isOfSameSession(ofSession("s1")));
    assertFalse(ofSession("s1").isOfSameSession(ofSession("s2")));
    assertTrue(ofSession("s1").isOfSameSession(ofSession(null)));
    assertTrue(ofSession(null).isOfSameSession(ofSession("s1")));
    assertTrue(ofSession(null).isOfSameSession(ofSession(null)));
  }

  @Test
  void aFenceIsAStatusOfASessionThatIsOnline() {
    byte[] fence = CODEC.encode(Status.connection(true, "s1"), "f1");
    assertEquals("{\"online\":true,\"session\":\"s1\",\"fence\":\"f1\"}", new String(fence, UTF_8));
    assertTrue(CODEC.isFence(fence));
    assertTrue(CODEC.isFence(fence, "s1"));
    assertFalse(CODEC.isFence(fence, "s2"));
    for (String other :
        List.of(
            "{\"online\":true,\"session\":\"s1\"}",
            "{\"online\":false,\"session\":\"s1\",\"fence\":\"f1\"}",
            "{\"online\":\"true\",\"session\":\"s1\",\"fence\":\"f1\"}",
            "{\"session\":\"s1\",\"fence\":\"f1\"}",
            "{\"online\":true,\"fence\":\"f1\"}",
            "[\"fence\"]",
            "null",
            "x",
            "")) {
      assertFalse(CODEC.isFence(other.getBytes(UTF_8)), other);
      assertFalse(CODEC.isFence(other.getBytes(UTF_8), "s1"), other);
    }
  }
}
