package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.json.SupportedTypes;
import io.mqttremoting.internal.json.SupportedTypes.Supported;
import io.mqttremoting.internal.model.ParameterModel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values of all supported types survive a round trip: nested, in both mappings, as arguments,
 * results, properties and signals.
 */
class RoundTripTest {
  private static final int CASES = 10_000;

  static List<Mapping> mappings() {
    return List.of(new MappingV3(Json.CODEC), new MappingV5());
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void valuesComeBackAsTheyWent(Mapping mapping) throws BadPayloadException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Supported> types = SupportedTypes.nested();
    for (int i = 0; i < CASES; i++) {
      Supported type = types.get(i % types.size());
      Object value =
          type.nullable() && random.nextInt(20) == 0 ? null : type.values().apply(random);
      assertSame(type, value, asArgument(mapping, type, value), seed);
      assertSame(type, value, asResult(mapping, type, value), seed);
      assertSame(type, value, asProperty(type, value), seed);
    }
  }

  private static void assertSame(Supported type, Object sent, Object received, long seed) {
    assertTrue(
        SupportedTypes.same(sent, received),
        () ->
            type
                + " "
                + new String(Json.CODEC.value(type.type()).encode(sent), UTF_8)
                + " is not "
                + new String(Json.CODEC.value(type.type()).encode(received), UTF_8)
                + ", seed "
                + seed);
  }

  /** Sends a value as an argument of an operation. A signal's payload is the same array. */
  private static Object asArgument(Mapping mapping, Supported type, Object value)
      throws BadPayloadException {
    JsonArgumentsCodec codec =
        Json.CODEC.arguments(
            List.of(
                new ParameterModel("first", type.type()),
                new ParameterModel("second", String.class)));
    Mapping.Head head =
        new Mapping.Head(
            "t", "c", "a/b/rpc/c/d/result", Duration.ofSeconds(1), null, Duration.ZERO, 0);
    Message request = mapping.request(head, codec.encode(new Object[] {value, "x"}));
    return mapping.readArguments(request, mapping.readHeader(request), codec)[0];
  }

  private static Object asResult(Mapping mapping, Supported type, Object value)
      throws BadPayloadException {
    JsonValueCodec codec = Json.CODEC.value(type.type());
    Mapping.Head head =
        new Mapping.Head(
            "t", "c", "a/b/rpc/c/d/result", Duration.ofSeconds(1), null, Duration.ZERO, 0);
    Mapping.Header header = mapping.readHeader(mapping.request(head, "[]".getBytes(UTF_8)));
    return mapping.readReply(mapping.result(header, codec, value).orElseThrow(), codec).result();
  }

  private static Object asProperty(Supported type, Object value) throws BadPayloadException {
    JsonValueCodec codec = Json.CODEC.value(type.type());
    return codec.decode(codec.encode(value));
  }
}
