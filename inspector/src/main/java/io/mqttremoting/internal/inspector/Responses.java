package io.mqttremoting.internal.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/** Writes answers, all with the headers that keep a page to itself. */
final class Responses {
  static final int OK = 200;
  static final int INTERNAL_ERROR = 500;

  /** Nothing from elsewhere, no inline code; only lit-html may make HTML of its templates. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " trusted-types lit-html; require-trusted-types-for 'script'";

  private Responses() {}

  static void json(HttpExchange exchange, JsonNode node) throws IOException {
    bytes(exchange, OK, "application/json", node.toString().getBytes(UTF_8));
  }

  static void text(HttpExchange exchange, int status, String text) throws IOException {
    bytes(exchange, status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8));
  }

  static void bytes(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    headers(exchange, type);
    if (content.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, content.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content);
    }
  }

  static void headers(HttpExchange exchange, String type) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }
}
