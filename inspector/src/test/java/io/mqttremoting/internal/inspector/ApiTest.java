package io.mqttremoting.internal.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.inspector.Inspector;
import io.mqttremoting.inspector.InspectorOptions;
import io.mqttremoting.internal.inspector.Visitor.Answer;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.world.Hello;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the page is told. */
class ApiTest {
  private static final String KITCHEN = "@kitchen/io.factory/Robot";

  private static Mosquitto broker;
  private static RemotingConnection services;
  private static RemotingConnection connection;
  private static Inspector inspector;
  private static Visitor user;
  private static final Robot ROBOT = new Robot();

  @BeforeAll
  static void start() throws Exception {
    broker = Mosquitto.start();
    services = MqttRemoting.connect(broker.uri().toString());
    services.serve(ROBOT, ServiceOptions.defaults().withInstance("kitchen"));
    services.serve(new Hello());
    connection = MqttRemoting.connect(broker.uri().toString());
    inspector = Inspector.start(connection, InspectorOptions.defaults().withWrites());
    user = Visitor.entered(inspector.uri());
  }

  @AfterAll
  static void stop() {
    inspector.close();
    connection.close();
    services.close();
    broker.close();
  }

  @Test
  void tellsServicesValuesAndSignalsAsTheyCome() throws Exception {
    try (Visitor.Events events = user.events(KITCHEN)) {
      JsonNode service = events.await("services", each -> each.path("id").asText().equals(KITCHEN));
      assertEquals("ONLINE", service.path("state").asText());
      assertEquals("kitchen", service.path("instance").asText());
      assertEquals("1.0", service.path("version").asText());
      assertEquals(services.clientId(), service.path("clientId").asText());
    }
    try (Visitor.Events events = user.events(KITCHEN)) {
      JsonNode heat = events.await("values", each -> each.path("name").asText().equals("heat"));
      assertTrue(heat.path("at").isMissingNode(), "it was there before: " + heat);
      ROBOT.heat.set(21.25);
      JsonNode changed = events.await("values", each -> each.path("name").asText().equals("heat"));
      assertEquals("21.25", changed.path("text").asText());
      assertTrue(changed.path("at").isNumber(), changed.toString());
      ROBOT.bump("wall", 3);
      JsonNode signal = events.await("signals", each -> true);
      assertEquals("bumped", signal.path("name").asText());
      assertEquals("[\"wall\",3]", signal.path("text").asText());
    }
  }

  @Test
  void tellsThatAServiceHasGone() throws Exception {
    RemotingConnection other = MqttRemoting.connect(broker.uri().toString());
    other.serve(new Robot(), ServiceOptions.defaults().withInstance("attic"));
    try (Visitor.Events events = user.events("")) {
      String id = "@attic/io.factory/Robot";
      events.await(
          "services",
          each ->
              each.path("id").asText().equals(id) && each.path("state").asText().equals("ONLINE"));
      other.close();
      JsonNode gone =
          events.await(
              "services",
              each ->
                  each.path("id").asText().equals(id)
                      && !each.path("state").asText().equals("ONLINE"));
      assertEquals("ONLINE", gone.path("changes").get(0).path("state").asText());
      assertEquals(2, gone.path("changes").size());
    }
  }

  @Test
  void callsWithAllDigits() throws Exception {
    JsonNode answer = user.call(KITCHEN, "count", "[9007199254740993]").json();
    assertEquals("9007199254740994", answer.path("text").asText(), answer.toString());
    assertTrue(answer.path("millis").doubleValue() > 0, answer.toString());
  }

  @Test
  void anErrorHasItsCodeAndMessage() throws Exception {
    JsonNode answer = user.call("io.world/Hello", "say", "[{\"content\":\"hi\"},2]").json();
    assertEquals("APPLICATION", answer.path("code").asText());
    assertEquals("never is never (refused)", answer.path("message").asText());
    JsonNode unknown = user.call("io.world/Hello", "sing", "[]").json();
    assertEquals("UNIMPLEMENTED", unknown.path("code").asText(), unknown.toString());
  }

  @Test
  void setsAndTellsWhatBecameOfIt() throws Exception {
    assertEquals("1", user.set(KITCHEN, "mode", "1", true).json().path("text").asText());
    assertEquals(IRobot.Mode.MANUAL, ROBOT.getMode());
    assertEquals(
        "INVALID_ARGUMENT", user.set(KITCHEN, "mode", "7", true).json().path("code").asText());
    user.set(KITCHEN, "mode", "0", false);
    Await.equal(IRobot.Mode.AUTO, ROBOT::getMode);
  }

  @Test
  void malformedRequestsAreRefused() throws Exception {
    assertBad(400, "the arguments are no list\n", user.call("io.world/Hello", "say", "{}"));
    assertBad(400, "the list of arguments is empty\n", user.call("io.world/Hello", "say", ""));
    assertBad(404, "there is no service 'a/b'\n", user.call("a/b", "say", "[]"));
    assertBad(400, "'service' is missing\n", user.get("/api/contract"));
    assertBad(405, "use POST\n", user.get("/api/call"));
    assertBad(404, "there is no such page\n", user.get("/api/other"));
    Answer slash = user.get("/api/value?service=io.world/Hello&property=a/b");
    assertEquals(400, slash.status());
    assertTrue(slash.body().startsWith("the property 'a/b' must be one topic"), slash.body());
    Answer nonsense = user.set("io.world/Hello", "last", "{", true);
    assertEquals(400, nonsense.status());
    assertTrue(nonsense.body().startsWith("the value is no JSON: "), nonsense.body());
  }

  @Test
  void aHeadRequestIsRefusedWithoutAWarning() throws Exception {
    List<String> warnings = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            warnings.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("com.sun.net.httpserver");
    log.addHandler(handler);
    try {
      assertBad(405, "", user.send("HEAD /", "Host: " + user.host() + "\r\n", ""));
      assertEquals(List.of(), warnings);
    } finally {
      log.removeHandler(handler);
    }
  }

  private static void assertBad(int status, String reason, Answer answer) {
    assertEquals(reason, answer.body());
    assertEquals(status, answer.status());
  }

  @Test
  void tellsTheContractForForms() throws Exception {
    JsonNode contract =
        user.get("/api/contract?service=" + Visitor.encoded(KITCHEN)).json().path("contract");
    JsonNode move = contract.path("operations").get(1);
    assertEquals("moveTo", move.path("name").asText());
    assertEquals(
        "Drives to a place, and returns the way in metres.", move.path("description").asText());
    assertEquals("Position", move.path("parameters").get(0).path("type").path("name").asText());
    assertEquals("[\"blocked\"]", move.path("errors").toString());
    assertEquals(
        "{\"name\":\"MANUAL\",\"description\":\"\",\"value\":1}",
        contract.path("types").path("Mode").path("constants").get(1).toString());
    assertEquals(
        "x", contract.path("types").path("Position").path("fields").get(0).path("name").asText());
  }

  @Test
  void exportsTheContract() throws Exception {
    String start = "/api/export?service=" + Visitor.encoded("io.world/Hello") + "&format=";
    Answer yaml = user.get(start + "yaml");
    assertTrue(yaml.body().startsWith("schema: apigear.module/1.0\nname: io.world\n"), yaml.body());
    assertTrue(yaml.head().contains("attachment; filename=\"io.world.module.yaml\""), yaml.head());
    assertTrue(user.get(start + "asyncapi").body().contains("asyncapi: 3.0.0"));
    assertTrue(user.get(start + "markdown").body().startsWith("# io.world"));
    assertBad(400, "formats: yaml, asyncapi, markdown\n", user.get(start + "pdf"));
  }

  @Test
  void opensAConnectionForEachNamespaceAndClosesIt() throws Exception {
    RemotingConnection plant =
        MqttRemoting.connection(broker.uri().toString()).namespace("plant7").connect();
    plant.serve(new Hello());
    Set<RemotingConnection> opened = ConcurrentHashMap.newKeySet();
    InspectorOptions all =
        InspectorOptions.defaults()
            .withWrites()
            .withAllNamespaces(
                namespace -> {
                  RemotingConnection made =
                      MqttRemoting.connection(broker.uri().toString())
                          .namespace(namespace)
                          .connect();
                  opened.add(made);
                  return made;
                });
    try (Inspector wide = Inspector.start(connection, all)) {
      Visitor visitor = Visitor.entered(wide.uri());
      String say = "[{\"content\":\"hi\"},0]";
      assertEquals(
          "1", visitor.call("plant7/io.world/Hello", "say", say).json().path("text").asText());
      assertEquals("ONLINE", state(visitor, "io.world/Hello"));
      visitor.call("plant7/io.world/Hello", "say", say);
      assertEquals(1, opened.size());
    }
    opened.forEach(each -> assertEquals("CLOSED", each.state().name()));
    assertEquals("CONNECTED", connection.state().name());
    plant.close();
  }

  private static String state(Visitor visitor, String id) throws Exception {
    try (Visitor.Events events = visitor.events("")) {
      return events
          .await("services", each -> each.path("id").asText().equals(id))
          .path("state")
          .asText();
    }
  }
}
