package io.mqttremoting.fuzz;

import java.util.List;
import java.util.Map;

/** Valid payloads of the members of {@link IFuzzed}, from which malformed ones are derived. */
final class Seeds {
  static final String ID = "io.test.fuzz/Fuzzed";

  private static final String WIDE =
      "{\"i\":1,\"l\":2e3,\"s\":3,\"b\":-4,\"c\":\"x\",\"z\":true,\"d\":1.5,\"f\":0.25,"
          + "\"text\":\"h\\u00e9\",\"when\":1,\"color\":20,\"next\":{\"i\":2},\"maybeInt\":5,"
          + "\"maybeDouble\":null,\"map\":{\"0\":[{\"i\":3}]},\"set\":[\"a\",\"b\"],"
          + "\"ints\":[1,2.0],\"doubles\":[1.5],\"floats\":[0.5,null],\"bytes\":\"AQI=\","
          + "\"grid\":[[{\"x\":1,\"y\":2}],[]],\"big\":99999999999999999999,\"decimal\":1.50,"
          + "\"instant\":\"2026-01-02T03:04:05Z\",\"date\":\"2026-01-02\",\"duration\":\"PT1.5S\","
          + "\"uuid\":\"123e4567-e89b-12d3-a456-426614174000\",\"object\":{\"x\":[1,null]},"
          + "\"unknown\":{\"y\":[]}}";

  /** The values of properties. */
  static final Map<String, String> VALUES =
      Map.of(
          "count", "5",
          "name", "\"n\"",
          "ratio", "0.25",
          "way_points", "[{\"x\":1,\"y\":2}]",
          "wide", WIDE);

  /** The arguments of operations, also of the internal ones. */
  static final Map<String, String> ARGUMENTS =
      Map.of(
          "reset", "[]",
          "negate", "[5]",
          "join", "[\"t\",1,true,0.5,10]",
          "find", "[\"k\"]",
          "group", "[[1,2,3]]",
          "mirror", "[" + WIDE + "]",
          "_get", "[\"count\"]",
          "_set", "[\"wide\"," + WIDE + "]",
          "_describe", "[]",
          "_cancel", "[]");

  /** Another contract than that of the interface. */
  private static final String CONTRACT =
      "{\"schema\":\"apigear.module/1.0\",\"name\":\"m\",\"interfaces\":[{\"name\":\"I\","
          + "\"properties\":[{\"name\":\"count\",\"type\":\"S\",\"array\":true}],\"operations\":"
          + "[{\"name\":\"negate\",\"return\":{\"type\":\"any\",\"meta\":{\"schema\":"
          + "{\"anyOf\":[{\"$ref\":\"#/$defs/E\"},{\"type\":\"null\"}]}}},"
          + "\"meta\":{\"errors\":[\"x\"],\"timeoutMillis\":5}}]}],"
          + "\"structs\":[{\"name\":\"S\",\"fields\":[{\"name\":\"s\",\"type\":\"S\"}]}],"
          + "\"enums\":[{\"name\":\"N\",\"members\":[{\"name\":\"A\",\"value\":0}]}],"
          + "\"meta\":{\"$defs\":{\"E\":{\"oneOf\":[{\"const\":\"e\",\"title\":\"E\"}]}}}}";

  /** The results of operations. */
  static final Map<String, String> RESULTS =
      Map.of(
          "reset", "0",
          "negate", "-5",
          "join", "\"t\"",
          "find", "\"k\"",
          "group", "{\"odd\":[1,3],\"even\":[2]}",
          "mirror", WIDE,
          "_get", "5",
          "_describe", CONTRACT,
          "_ping", "1",
          "_set", WIDE);

  /** The arguments of signals. */
  static final Map<String, String> SIGNALS =
      Map.of("tick", "[]", "named", "[\"n\"]", "moved", "[1," + WIDE + "]");

  /** Statuses of services and connections. */
  static final List<String> STATUSES =
      List.of(
          "{\"online\":true,\"mappings\":[\"v5\",\"v3\"],\"contract\":\"c\",\"session\":\"s\","
              + "\"memory\":\"m\"}",
          "{\"online\":true,\"mappings\":[\"v3\"],\"contract\":\"c\"}",
          "{\"online\":true,\"session\":\"s\"}",
          "{\"online\":false}");

  private Seeds() {}

  /** Picks a key of {@code map}. The keys are sorted, so that a seed always picks the same one. */
  static String name(Choices choices, Map<String, String> map) {
    return choices.of(map.keySet().stream().sorted().toArray(String[]::new));
  }

  /** A request in the 3.1.1 mapping. */
  static String request(String correlation, String responseTopic, String more, String arguments) {
    return "{\"correlationData\":\""
        + correlation
        + "\",\"responseTopic\":\""
        + responseTopic
        + "\",\"timeoutMillis\":30000"
        + more
        + ",\"data\":"
        + arguments
        + "}";
  }

  /** Metadata in the 3.1.1 mapping, or none. */
  static String metadata(Choices choices) {
    return choices.once(4)
        ? ",\"traceparent\":\"00-1-2-01\",\"metadata\":{\"tenant\":\"a\",\"b\":\"c\"}"
        : "";
  }

  /** A reply in the 3.1.1 mapping. */
  static String reply(String correlation, String outcome) {
    return "{\"correlationData\":\"" + correlation + "\"," + outcome + "}";
  }

  /** An error in the 3.1.1 mapping. */
  static String error(Choices choices) {
    return "\"error\":{\"code\":\""
        + choices.of("APPLICATION", "INTERNAL", "NEWER", "")
        + "\",\"message\":\"m\",\"type\":\""
        + choices.of("refused", "java.lang.Error", "")
        + "\"}";
  }
}
