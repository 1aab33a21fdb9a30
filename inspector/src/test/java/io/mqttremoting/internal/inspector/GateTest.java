package io.mqttremoting.internal.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.inspector.Inspector;
import io.mqttremoting.inspector.InspectorOptions;
import io.mqttremoting.internal.inspector.Visitor.Answer;
import io.mqttremoting.testsupport.Mosquitto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is answered, and who is not. */
class GateTest {
  private static final String OTHERS = "requests of other pages are refused\n";
  private static final String TOKEN =
      "open the address with the token that the inspector has printed\n";

  private static Mosquitto broker;
  private static RemotingConnection connection;
  private static Inspector inspector;
  private static Visitor stranger;
  private static Visitor user;

  @BeforeAll
  static void start() throws Exception {
    broker = Mosquitto.start();
    connection = MqttRemoting.connect(broker.uri().toString());
    inspector =
        Inspector.start(
            connection, InspectorOptions.defaults().withHost("inspector.example").withWrites());
    stranger = Visitor.withoutCookie(inspector.uri());
    user = Visitor.entered(inspector.uri());
  }

  @AfterAll
  static void stop() {
    inspector.close();
    connection.close();
    broker.close();
  }

  private static void assertRefused(String reason, Answer answer) {
    assertEquals(403, answer.status());
    assertEquals(reason, answer.body());
    assertFalse(answer.head().contains("Set-cookie"));
  }

  @Test
  void listensAtTheLoopbackAddressOnly() {
    assertEquals("127.0.0.1", inspector.uri().getHost());
    assertEquals("inspector at /" + inspector.uri().getAuthority(), inspector.toString());
  }

  @Test
  void nothingIsToldWithoutTheTokenOrTheCookie() throws Exception {
    for (String path : new String[] {"/", "/main.js", "/events", "/api/contract?service=a/b"}) {
      assertRefused(TOKEN, stranger.get(path));
    }
    assertRefused(TOKEN, stranger.get("/?token=" + "x".repeat(32)));
    assertRefused(TOKEN, stranger.get("/?token="));
    assertRefused(
        TOKEN,
        stranger.send(
            "GET /",
            "Host: "
                + stranger.host()
                + "\r\nCookie: inspector-"
                + inspector.uri().getPort()
                + "=\r\n",
            ""));
  }

  @Test
  void theTokenIsExchangedForACookieThatScriptsAndOtherSitesDoNotGet() throws Exception {
    Answer answer = stranger.get("/?" + inspector.uri().getQuery());
    assertEquals(200, answer.status());
    assertTrue(answer.head().contains("; Path=/; HttpOnly; SameSite=Strict"), answer.head());
    assertFalse(answer.head().contains(inspector.uri().getQuery().substring(6)));
    assertEquals(200, user.get("/").status());
  }

  @Test
  void anotherHostIsRefusedForItsNameMayLeadHere() throws Exception {
    for (Visitor each : new Visitor[] {stranger, user}) {
      assertRefused(
          "this server is not 'evil.example:80'\n",
          each.send("GET /?" + inspector.uri().getQuery(), "Host: evil.example:80\r\n", ""));
      assertRefused("this server is not ''\n", each.send("GET /main.js", "Host:\r\n", ""));
    }
  }

  @Test
  void ownNamesAreAnswered() throws Exception {
    String local = "localhost:" + inspector.uri().getPort();
    for (String host : new String[] {user.host(), local, "Inspector.Example"}) {
      assertEquals(200, user.send("GET /main.js", "Host: " + host + "\r\n", "").status());
    }
  }

  @Test
  void anotherOriginIsRefused() throws Exception {
    String host = "Host: " + user.host() + "\r\n";
    for (String origin : new String[] {"http://evil.example", "null", "http://localhost"}) {
      String headers = host + "Origin: " + origin + "\r\n";
      assertRefused(OTHERS, user.send("GET /events", headers, ""));
      assertRefused(OTHERS, user.send("POST /api/call", headers, "{}"));
    }
    assertRefused(OTHERS, user.send("POST /api/call", host, "{}"));
    assertRefused(OTHERS, user.send("GET /main.js", host + "Sec-Fetch-Site: cross-site\r\n", ""));
    assertRefused(OTHERS, user.send("GET /events", host + "Sec-Fetch-Site: same-site\r\n", ""));
  }

  @Test
  void aFormOfAnotherPageCannotPost() throws Exception {
    String headers =
        "Host: "
            + user.host()
            + "\r\nOrigin: "
            + user.origin()
            + "\r\nContent-Type: text/plain\r\n";
    Answer answer = user.send("POST /api/call", headers, "{}");
    assertEquals(400, answer.status());
    assertEquals("Content-Type must be application/json\n", answer.body());
  }

  @Test
  void everyAnswerHasAStrictPolicy() throws Exception {
    for (Answer answer : new Answer[] {user.get("/"), user.get("/nothing"), stranger.get("/")}) {
      assertTrue(
          answer.head().contains("default-src 'none'; script-src 'self'; style-src 'self';"),
          answer.head());
      assertTrue(answer.head().contains("require-trusted-types-for 'script'"), answer.head());
      assertTrue(answer.head().contains("X-content-type-options: nosniff"), answer.head());
      assertTrue(answer.head().contains("Cache-control: no-store"), answer.head());
      assertTrue(answer.head().contains("Referrer-policy: no-referrer"), answer.head());
    }
  }

  @Test
  void onlyThePagesFilesAreServed() throws Exception {
    for (String path :
        new String[] {
          "/../Gate.class", "/lit-html/../package.json", "/%2e%2e/Gate.class", "/lit-html/a.js"
        }) {
      assertEquals(404, user.get(path).status(), path);
    }
    assertEquals(200, user.get("/lit-html/lit-html.js").status());
    assertEquals(200, user.get("/lit-html/directives/repeat.js").status());
  }

  @Test
  void changesAreRefusedUnlessAllowed() throws Exception {
    try (Inspector readOnly = Inspector.start(connection, InspectorOptions.defaults())) {
      Visitor reader = Visitor.entered(readOnly.uri());
      for (Answer answer :
          new Answer[] {
            reader.call("io.world/Hello", "say", "[]"),
            reader.set("io.world/Hello", "last", "1", true)
          }) {
        assertEquals(403, answer.status());
        assertEquals("the inspector is read-only; start it with writes allowed\n", answer.body());
      }
    }
  }

  @Test
  void aLongRequestIsRefused() throws Exception {
    Answer answer =
        user.post("/api/call", JsonNodeFactory.instance.textNode("x".repeat(4_000_000)));
    assertEquals(413, answer.status());
    assertEquals("more than 4000000 bytes\n", answer.body());
  }
}
