package io.mqttremoting.internal.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.testsupport.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;

/** Speaks HTTP with the inspector, byte for byte, so that every header can be forged. */
final class Visitor {
  /** An answer: the status line and headers, and the body. */
  record Answer(int status, String head, String body) {
    JsonNode json() {
      return Text.parse(body, "the answer");
    }
  }

  private final URI uri;
  private final String cookie;

  private Visitor(URI uri, String cookie) {
    this.uri = uri;
    this.cookie = cookie;
  }

  static Visitor withoutCookie(URI uri) {
    return new Visitor(uri, "");
  }

  /** One that has shown the token. */
  static Visitor entered(URI uri) throws IOException {
    Answer answer = withoutCookie(uri).get("/?" + uri.getQuery());
    String cookie = answer.head().replaceFirst("(?s).*Set-cookie: ([^;]*);.*", "$1");
    return new Visitor(uri, "Cookie: " + cookie + "\r\n");
  }

  String host() {
    return uri.getAuthority();
  }

  String origin() {
    return "http://" + host();
  }

  Answer get(String path) throws IOException {
    return send("GET " + path, "Host: " + host() + "\r\n", "");
  }

  Answer post(String path, JsonNode body) throws IOException {
    return send(
        "POST " + path,
        "Host: " + host() + "\r\nOrigin: " + origin() + "\r\nContent-Type: application/json\r\n",
        body.toString());
  }

  Answer call(String service, String operation, String arguments) throws IOException {
    return post(
        "/api/call", action(service).put("operation", operation).put("arguments", arguments));
  }

  Answer set(String service, String property, String value, boolean confirmed) throws IOException {
    return post(
        "/api/set",
        action(service).put("property", property).put("value", value).put("confirmed", confirmed));
  }

  private static ObjectNode action(String service) {
    return JsonNodeFactory.instance.objectNode().put("service", service);
  }

  /** Sends a request with exactly these headers, and the cookie if it has one. */
  Answer send(String request, String headers, String body) throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout((int) Await.DEADLINE.toMillis());
      byte[] content = body.getBytes(UTF_8);
      String head =
          request
              + " HTTP/1.1\r\n"
              + headers
              + cookie
              + "Connection: close\r\nContent-Length: "
              + content.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(content);
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end),
          answer.substring(end + 4));
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** Reads events until it is closed. */
  Events events(String service) throws IOException {
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    String head =
        "GET /events"
            + (service.isEmpty() ? "" : "?service=" + encoded(service))
            + " HTTP/1.1\r\nHost: "
            + host()
            + "\r\n"
            + cookie
            + "\r\n";
    socket.getOutputStream().write(head.getBytes(UTF_8));
    BlockingQueue<JsonNode> batches = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (line.startsWith("data: ")) {
                    batches.add(Text.parse(line.substring(6), "the event"));
                  }
                }
              } catch (IOException e) {
                batches.clear(); // the test has closed it
              }
            });
    reader.start();
    return new Events(socket, batches);
  }

  /** Batches of changes. */
  record Events(Socket socket, BlockingQueue<JsonNode> batches) implements AutoCloseable {
    /** Waits for an element of a list in some batch. */
    JsonNode await(String list, Predicate<JsonNode> wanted) {
      long end = System.nanoTime() + Await.DEADLINE.toNanos();
      while (System.nanoTime() < end) {
        for (JsonNode each : Await.next(batches).path(list)) {
          if (wanted.test(each)) {
            return each;
          }
        }
      }
      return fail("nothing in " + list);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
