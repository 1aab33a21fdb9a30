package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is received is either read or refused; nothing else ever happens. */
class MutationTest {
  private static final int ROUNDS = 20_000;

  private static final String[] PIECES = {
    "null",
    "true",
    "NaN",
    "-",
    "1e999999999",
    "1e-999999999",
    "0.5",
    "9007199254740993.0",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "\\ud800",
    "\\u0000",
    "\"data\":",
    "\"error\":{",
    "\0",
    "\uFEFF",
    "{\"a\":{\"a\":",
    "[[[[[[[[",
    "99999999999999999999",
    "\"correlationData\":\"x\",",
    "é"
  };

  enum When {
    NOW,
    SOON
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared with content
  record Everything(
      int i,
      long l,
      double d,
      float f,
      boolean z,
      byte b,
      char c,
      String text,
      When when,
      Optional<Everything> next,
      Map<When, List<Everything>> map,
      int[] ints,
      double[] doubles,
      byte[] bytes,
      BigInteger big,
      BigDecimal decimal,
      Instant instant,
      Object object) {}

  private static final String VALUE =
      "{\"i\":1,\"l\":2e3,\"d\":1.5,\"f\":0.1,\"z\":true,\"b\":1,\"c\":\"x\",\"text\":\"h\\u00e9\",\"when\":1,"
          + "\"next\":{\"i\":2},\"map\":{\"0\":[{\"i\":3}]},\"ints\":[1,2.0],\"doubles\":[1.5],"
          + "\"bytes\":\"AQI=\",\"big\":99999999999999999999,\"decimal\":1.50,"
          + "\"instant\":\"2026-01-02T03:04:05Z\",\"object\":{\"x\":[1,null]},\"unknown\":{\"y\":[]}}";

  private final Random random = new Random(20260101);
  private final MappingV3 mapping = new MappingV3(Json.CODEC);
  private final JsonValueCodec value = Json.CODEC.value(Everything.class);
  private final JsonArgumentsCodec arguments = Json.arguments(Everything.class, When.class);
  private int read;
  private int refused;

  private interface Reading {
    void of(byte[] payload) throws BadPayloadException;
  }

  private byte[] mutated(byte[] seed) {
    byte[] payload = seed.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(payload.length + 1);
      int to = Math.min(payload.length, at + random.nextInt(4));
      byte[] piece =
          switch (random.nextInt(4)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1 -> PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8);
            case 2 -> part(payload);
            default -> new byte[0];
          };
      byte[] rest = Arrays.copyOfRange(payload, to, payload.length);
      payload = Arrays.copyOf(payload, at + piece.length + rest.length);
      System.arraycopy(piece, 0, payload, at, piece.length);
      System.arraycopy(rest, 0, payload, at + piece.length, rest.length);
    }
    return random.nextInt(20) == 0 ? part(payload) : payload;
  }

  private byte[] part(byte[] payload) {
    int from = random.nextInt(payload.length + 1);
    return Arrays.copyOfRange(payload, from, from + random.nextInt(payload.length - from + 1));
  }

  private void feed(String seed, Reading reading) {
    byte[] bytes = seed.getBytes(UTF_8);
    assertDoesNotThrow(() -> reading.of(bytes), seed);
    for (int i = 0; i < ROUNDS / 4; i++) {
      byte[] payload = mutated(bytes);
      assertDoesNotThrow(() -> count(reading, payload), () -> HexFormat.of().formatHex(payload));
    }
    assertTrue(read > ROUNDS / 100, () -> "too few were good: " + read);
    assertTrue(refused > ROUNDS / 100, () -> "too few were bad: " + refused);
  }

  private void count(Reading reading, byte[] payload) {
    try {
      reading.of(payload);
      read++;
    } catch (BadPayloadException e) {
      assertTrue(e.getMessage().length() < 400, e.getMessage());
      refused++;
    }
  }

  @Test
  void values() {
    feed(VALUE, value::decode);
  }

  @Test
  void requests() {
    feed(
        "{\"correlationData\":\"5f0c\",\"responseTopic\":\"a/b/rpc/v3/say/c1/result\","
            + "\"timeoutMillis\":30000,\"data\":["
            + VALUE
            + ",1],\"x\":[{}]}",
        payload -> Requests.request(mapping, Requests.message(payload), arguments));
  }

  @Test
  void results() {
    feed(
        "{\"correlationData\":\"5f0c\",\"x\":[{}],\"data\":" + VALUE + "}",
        payload -> {
          mapping.readCorrelationData(Requests.message(payload));
          mapping.readReply(Requests.message(payload), value);
        });
  }

  @Test
  void errors() {
    feed(
        "{\"correlationData\":\"5f0c\",\"error\":{\"code\":\"APPLICATION\",\"message\":\"m\",\"type\":\"t\"}}",
        payload -> {
          mapping.readCorrelationData(Requests.message(payload));
          mapping.readReply(Requests.message(payload), value);
          mapping.readReply(Requests.message(payload), null);
        });
  }
}
