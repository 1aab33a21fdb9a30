package io.mqttremoting.internal.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The query of a request. */
record Query(Map<String, String> values) {
  /**
   * Reads it.
   *
   * @throws Refusal if it is malformed
   */
  static Query of(HttpExchange exchange) {
    Map<String, String> values = new HashMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    if (query != null) {
      Arrays.stream(query.split("&", -1))
          .filter(pair -> pair.indexOf('=') > 0)
          .forEach(
              pair -> {
                int equals = pair.indexOf('=');
                values.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
              });
    }
    return new Query(values);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "the query cannot be read");
    }
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String require(String name) {
    return find(name)
        .orElseThrow(() -> new Refusal(Refusal.BAD_REQUEST, "'" + name + "' is missing"));
  }
}
